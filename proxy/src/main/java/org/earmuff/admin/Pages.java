package org.earmuff.admin;

import java.util.Set;
import java.util.function.Supplier;
import org.earmuff.admin.access.Asker;
import org.earmuff.ledger.Days;
import org.earmuff.ledger.Timeline;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** Every page that people look at, by its path. They read the disk, so they block. */
final class Pages {

    /** Pages that tell where sound went to, or what the files say. */
    static final Set<String> NOT_FOR_GUESTS = Set.of("/rules", UploadRoom.FORM, "/system");

    private final Supplier<AdminSettings> settings;
    private final SnapshotReader snapshots;
    private volatile @Nullable Drawn drawn;
    private final Layout layout;
    private final UploadsPage uploads;
    private final RoomPage room;
    private final RulesPage rules;
    private final SystemPage system;
    private final ReconcilePage reconcile;

    Pages(Supplier<AdminSettings> settings, SnapshotReader snapshots, AdminParts parts) {
        this.settings = settings;
        this.snapshots = snapshots;
        this.layout = new Layout(parts.pages().redirected());
        Timeline timeline = new Timeline(parts.ledger().reader());
        this.uploads = new UploadsPage(timeline);
        this.room = new RoomPage(timeline, new Days(parts.ledger().reader()));
        this.rules = new RulesPage(parts, timeline);
        this.reconcile = new ReconcilePage(parts);
        this.system = new SystemPage(parts);
    }

    /** The first page as it was drawn last. */
    private record Drawn(View view, Answer answer) {}

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
                    return first(v);
                };
            case "/uploads" ->
                (call, v) -> layout.page(v, path, Phrases.say("nav.uploads"), uploads.draw(call, v), false);
            case "/uploads.csv" -> (call, v) -> uploads.file(call, v, true);
            case "/uploads.json" -> (call, v) -> uploads.file(call, v, false);
            case "/room" -> (call, v) -> layout.page(v, path, RoomPage.title(call), room.draw(call, v), true);
            case "/room.json" -> room::history;
            case UploadRoom.FORM ->
                (call, v) -> call.received() != null && "1".equals(call.parameter("save"))
                        ? reconcile.save(call, v)
                        : layout.page(v, path, Phrases.say("nav.reconcile"), reconcile.draw(call, v), false);
            case "/rules" -> (call, v) -> layout.page(v, path, Phrases.say("nav.rules"), rules.draw(call, v), false);
            case "/system" -> (call, v) -> layout.page(v, path, Phrases.say("nav.system"), system.draw(call, v), false);
            default -> null;
        };
    }

    /**
     * Draws the first page before anybody asks for it, as the first one to do so takes several times as long: classes are loaded, and the
     * account's file is not in memory yet.
     */
    void prepare(Asker asker, String formToken) {
        first(View.of(snapshots.read(), settings.get(), asker, formToken));
    }

    /** All who look fetch it again when something has changed, and most of them are shown the same. */
    private Answer first(View v) {
        Drawn known = drawn;
        if (known == null || !known.view().showsAs(v)) {
            known = new Drawn(v, layout.page(v, "/", "", HomePage.draw(v), true));
            drawn = known;
        }
        return known.answer();
    }

    /** @param formToken what the page's forms are to carry */
    Answer answer(Target page, Call call, String formToken) {
        if (call.asker() == Asker.GUEST && NOT_FOR_GUESTS.contains(call.path())) {
            throw new Problem(403, "a guest link does not open this page");
        }
        return page.answer(call, View.of(snapshots.read(), settings.get(), call.asker(), formToken));
    }
}
