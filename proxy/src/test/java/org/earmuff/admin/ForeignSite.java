package org.earmuff.admin;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web site of somebody else's on the same machine, whose pages try to reach the dashboard in a visitor's browser. */
final class ForeignSite implements AutoCloseable {

    /** Tries whatever a page can; {@code window.tried} holds what it learnt, once all of it has been answered. */
    private static final String PAGE = """
            <!doctype html><title>Kittens</title>
            <iframe name="sink"></iframe><iframe id="framed" src="TARGET/"></iframe>
            <form id="plain" target="sink" method="post" action="TARGET/mutes" enctype="text/plain">
              <input name="scope" value="all"></form>
            <form id="usual" target="sink" method="post" action="TARGET/mutes">
              <input name="scope" value="all"><input name="for" value="PT1H"></form>
            <form id="lift" target="sink" method="post" action="TARGET/mutes">
              <input name="scope" value="speaker:kitchen"><input name="lift" value="1"></form>
            <form id="out" target="sink" method="post" action="TARGET/logout"></form>
            <script>
            const target = 'TARGET', sink = document.querySelector('iframe[name=sink]');
            const read = (path, options) => fetch(target + path, options)
              .then(async r => r.type + ' ' + await r.text(), () => 'refused');
            const body = 'scope=all&for=PT1H', type = t => ({ 'Content-Type': t });
            const form = 'application/x-www-form-urlencoded';
            const send = id => new Promise(done => { sink.onload = () => done('sent');
              document.getElementById(id).submit(); });
            const image = path => new Promise(done => { const i = new Image();
              i.onload = () => done('shown'); i.onerror = () => done('refused'); i.src = target + path; });
            const watch = () => new Promise(done => {
              const e = new EventSource(target + '/api/v1/events', { withCredentials: true });
              e.addEventListener('status', m => done(m.data)); e.onerror = () => { e.close(); done('refused'); }; });
            const also = how => ['include', 'omit'].map(credentials => ({ ...how, credentials }));
            (async () => {
              const tried = [];
              for (const how of also({})) for (const path of ['/', '/api/v1/status', '/api/v1/uploads', '/access'])
                tried.push(await read(path, how));
              for (const how of [...also({ mode: 'cors' }), ...also({ mode: 'no-cors' })]) {
                for (const t of ['text/plain', form])
                  tried.push(await read('/mutes', { ...how, method: 'POST', body, headers: type(t) }));
                tried.push(await read('/api/v1/sessions', { ...how, method: 'POST', body: '{}', headers: type('text/plain') }));
              }
              for (const how of also({ headers: { 'X-Earmuff': '1', ...type('application/json') } }))
                for (const [method, path] of [['PUT', '/all'], ['DELETE', '/speaker:kitchen']])
                  tried.push(await read('/api/v1/mutes' + path, { ...how, method, body: '{}' }));
              for (const path of ['/api/v1/mutes/all', '/mutes?scope=all', '/logout', '/assets/icon.svg'])
                tried.push(await image(path));
              tried.push(await watch());
              for (const id of ['plain', 'usual', 'lift', 'out']) tried.push(await send(id));
              let inside = 'refused';
              try { inside = document.getElementById('framed').contentDocument.body.innerText; } catch { }
              tried.push(inside);
              window.tried = tried;
            })();
            </script>
            """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param target the origin of the dashboard that it is after */
    ForeignSite(String target) throws IOException {
        byte[] page = PAGE.replace("TARGET", target).getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
