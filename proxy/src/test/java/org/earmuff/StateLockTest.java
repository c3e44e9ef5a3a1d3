package org.earmuff;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {

    @TempDir
    Path folder;

    @Test
    void a_state_folder_has_one_appliance_and_the_next_one_may_follow_it() throws Exception {
        StateLock first = StateLock.take(folder);

        assertThatThrownBy(() -> StateLock.take(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use by another Earmuff, process "
                        + ProcessHandle.current().pid());

        first.close();
        StateLock.take(folder).close();
    }
}
