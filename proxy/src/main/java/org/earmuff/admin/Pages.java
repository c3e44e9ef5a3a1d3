package org.earmuff.admin;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every page that people look at, by its path. They read the disk, so they block. */
final class Pages {

    private final Supplier<AdminSettings> settings;
    private final SnapshotReader snapshots;
    private final Layout layout;

    Pages(Supplier<AdminSettings> settings, SnapshotReader snapshots, AdminParts parts) {
        this.settings = settings;
        this.snapshots = snapshots;
        this.layout = new Layout(parts.pages().redirected());
    }

    /** What answers a request to one page. */
    interface Target {
        Answer answer(Call call, View view);
    }

    /** The page at a path; null where there is none. */
    @Nullable
    Target find(String path) {
        return switch (path) {
            case "/" ->
                (call, v) -> {
                    call.only(Set.of());
                    return layout.page(v, path, "", HomePage.draw(v), true);
                };
            default -> null;
        };
    }

    /** @param formToken what the page's forms are to carry */
    Answer answer(Target page, Call call, String formToken) {
        return page.answer(call, View.of(snapshots.read(), settings.get(), formToken));
    }
}
