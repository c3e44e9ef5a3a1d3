package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeFolderTest {

    private static final List<String> MOUNTS = List.of(
            "/dev/sda1 / ext4 rw,relatime 0 0",
            "tmpfs /tmp tmpfs rw,nosuid,nodev,noexec 0 0",
            "tmpfs /run tmpfs rw,nosuid,nodev,noexec 0 0",
            "/dev/sdb1 /tmp/my\\040disk ext4 rw 0 0",
            "tmpfs /srv tmpfs rw,noexec 0 0",
            "/dev/sdc1 /srv ext4 rw 0 0");

    @ParameterizedTest
    @CsvSource({
        "/tmp, true",
        "/tmp/a/b, true",
        "/tmpfiles, false",
        "/var/tmp, false",
        "/tmp/my disk/x, false",
        "/srv, false"
    })
    void the_nearest_and_last_mount_counts(Path folder, boolean noexec) {
        assertThat(NativeFolder.noexec(folder, MOUNTS)).isEqualTo(noexec);
    }
}
