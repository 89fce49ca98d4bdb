package pyrometer.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One tab. Keys and clicks are trusted ones, as a person's are; what the page logs and asks for is kept.
public final class BrowserPage implements AutoCloseable {
    private final Browser browser;
    private final String target;
    private final String session;

    /// What a keyboard says of keys that are no characters.
    private static final Map<String, Integer> KEY_CODES = Map.ofEntries(
            Map.entry("Backspace", 8),
            Map.entry("Tab", 9),
            Map.entry("Enter", 13),
            Map.entry("Escape", 27),
            Map.entry("PageUp", 33),
            Map.entry("PageDown", 34),
            Map.entry("End", 35),
            Map.entry("Home", 36),
            Map.entry("ArrowLeft", 37),
            Map.entry("ArrowUp", 38),
            Map.entry("ArrowRight", 39),
            Map.entry("ArrowDown", 40),
            Map.entry("Delete", 46));

    public static final int ALT = 1;
    public static final int CONTROL = 2;
    public static final int SHIFT = 8;

    BrowserPage(Browser browser, String target, String session) {
        this.browser = browser;
        this.target = target;
        this.session = session;
        for (String domain : List.of("Page", "Runtime", "Network", "Log", "Accessibility", "DOM")) {
            send(domain + ".enable", Map.of());
        }
    }

    public Json send(String method, Map<String, ?> parameters) {
        return browser.send(session, method, parameters);
    }

    /// Goes to a page and waits until it is loaded.
    public void open(URI page) {
        Json answer = send("Page.navigate", Map.of("url", page.toString()));
        if (answer.fields().containsKey("errorText")) {
            throw new AssertionError(page + ": " + answer.get("errorText").text());
        }
        waitUntil("location.href === " + quoted(page.toString()) + " && document.readyState === 'complete'");
    }

    /// The value of an expression, whose promise is awaited; an object as JSON.
    public Json evaluate(String expression) {
        Json answer =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.fields().containsKey("exceptionDetails")) {
            Json details = answer.get("exceptionDetails");
            Json exception = details.fields().getOrDefault("exception", details);
            throw new AssertionError(expression + ": "
                    + exception.fields().getOrDefault("description", details).text());
        }
        Json result = answer.get("result");
        return result.fields().getOrDefault("value", new Json(Map.of(), List.of(), "undefined"));
    }

    public String text(String expression) {
        return evaluate(expression).text();
    }

    /// Waits until an expression is true.
    public void waitUntil(String condition) {
        long deadline = System.nanoTime() + Browser.DEADLINE.toNanos();
        while (!text("!!(" + condition + ")").equals("true")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + condition + "; the page says " + errors() + " and shows "
                        + text("document.body.innerText"));
            }
            Browser.pause();
        }
    }

    /// Presses and releases a key: a character, or one like `ArrowDown`.
    public void press(String key) {
        press(key, 0);
    }

    /// @param modifiers of [#ALT], [#CONTROL] and [#SHIFT]
    public void press(String key, int modifiers) {
        Map<String, Object> event = new HashMap<>();
        event.put("key", key);
        event.put("modifiers", modifiers);
        char first = Character.toUpperCase(key.charAt(0));
        // No code for the others: that of a bracket would be an arrow's.
        int code = KEY_CODES.getOrDefault(key, Character.isLetterOrDigit(first) || first == ' ' ? (int) first : 0);
        event.put("windowsVirtualKeyCode", code);
        event.put("code", key.length() > 1 ? key : Character.isLetter(key.charAt(0)) ? "Key" + (char) code : "");
        boolean types = key.length() == 1 && (modifiers & (ALT | CONTROL)) == 0;
        if (types || key.equals("Enter")) {
            event.put("text", types ? key : "\r");
        }
        event.put("type", event.containsKey("text") ? "keyDown" : "rawKeyDown");
        send("Input.dispatchKeyEvent", event);
        event.remove("text");
        event.put("type", "keyUp");
        send("Input.dispatchKeyEvent", event);
    }

    public void type(String text) {
        text.codePoints().forEach(character -> press(Character.toString(character)));
    }

    /// A point of the page, in CSS pixels from its top left.
    public record Point(double x, double y) {}

    /// The middle of the first element that the CSS selector finds.
    public Point middleOf(String selector) {
        Json point = evaluate("(() => { const r = document.querySelector(" + quoted(selector)
                + ").getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()");
        return new Point(
                point.items().getFirst().number(), point.items().getLast().number());
    }

    public void click(Point point) {
        mouse("mouseMoved", point, 0);
        mouse("mousePressed", point, 1);
        mouse("mouseReleased", point, 1);
    }

    public void move(Point point) {
        mouse("mouseMoved", point, 0);
    }

    /// Moves the mouse from one point to another with its button held.
    public void drag(Point from, Point to) {
        mouse("mouseMoved", from, 0);
        mouse("mousePressed", from, 1);
        for (int step = 1; step <= 5; step++) {
            mouse("mouseMoved", new Point(from.x + (to.x - from.x) * step / 5, from.y + (to.y - from.y) * step / 5), 1);
        }
        mouse("mouseReleased", to, 1);
    }

    /// Lets the page be touched, as on a phone.
    public void touchable() {
        send("Emulation.setTouchEmulationEnabled", Map.of("enabled", true, "maxTouchPoints", 2));
    }

    public void tap(Point point) {
        touch("touchStart", point);
        touch("touchEnd");
    }

    /// Lets a finger rest for as long as it takes to ask for a menu.
    public void longPress(Point point) {
        touch("touchStart", point);
        evaluate("new Promise(done => setTimeout(done, 1200))");
        touch("touchEnd");
    }

    /// Moves fingers over the page, each from one point to another.
    ///
    /// @param from where they are put, all at once
    /// @param to where each is lifted
    public void swipe(List<Point> from, List<Point> to) {
        touch("touchStart", from.toArray(Point[]::new));
        for (int step = 1; step <= 5; step++) {
            double part = step / 5.0;
            touch(
                    "touchMove",
                    IntStream.range(0, from.size())
                            .mapToObj(finger -> new Point(
                                    from.get(finger).x + (to.get(finger).x - from.get(finger).x) * part,
                                    from.get(finger).y + (to.get(finger).y - from.get(finger).y) * part))
                            .toArray(Point[]::new));
        }
        touch("touchEnd");
    }

    private void touch(String type, Point... fingers) {
        send(
                "Input.dispatchTouchEvent",
                Map.of(
                        "type",
                        type,
                        "touchPoints",
                        IntStream.range(0, fingers.length)
                                .mapToObj(
                                        finger -> Map.of("x", fingers[finger].x, "y", fingers[finger].y, "id", finger))
                                .toList()));
    }

    private void mouse(String type, Point point, int buttons) {
        send(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        type,
                        "x",
                        point.x,
                        "y",
                        point.y,
                        "button",
                        buttons == 0 ? "none" : "left",
                        "buttons",
                        type.equals("mouseReleased") ? 0 : buttons,
                        "clickCount",
                        type.equals("mouseMoved") ? 0 : 1));
    }

    /// The addresses that were asked for since the tab was opened, that of the page itself included; not those that the
    /// page's policy kept from being asked for.
    public List<String> requests() {
        Set<String> blocked = events("Network.loadingFailed")
                .filter(event -> event.fields().containsKey("blockedReason"))
                .map(event -> event.get("requestId").text())
                .collect(Collectors.toSet());
        return events("Network.requestWillBeSent")
                .filter(event -> !blocked.contains(event.get("requestId").text()))
                .map(event -> event.get("request").get("url").text())
                .toList();
    }

    /// What was logged as an error or a warning, thrown and not caught, or forbidden by the page's policy.
    public List<String> errors() {
        List<String> errors = new ArrayList<>();
        events("Runtime.exceptionThrown")
                .map(event -> event.get("exceptionDetails"))
                .forEach(details -> errors.add(details.fields()
                        .getOrDefault("exception", details)
                        .fields()
                        .getOrDefault("description", details.get("text"))
                        .text()));
        events("Runtime.consoleAPICalled")
                .filter(event -> List.of("error", "warning", "assert")
                        .contains(event.get("type").text()))
                .forEach(event -> errors.add("console: " + event.get("args")));
        events("Log.entryAdded")
                .map(event -> event.get("entry"))
                .filter(entry ->
                        List.of("error", "warning").contains(entry.get("level").text()))
                .forEach(entry -> errors.add(entry.get("text").text()));
        return errors;
    }

    /// Whether a dialog of the page, such as an alert, was open at any time.
    public boolean hadDialog() {
        return events("Page.javascriptDialogOpening").findAny().isPresent();
    }

    private Stream<Json> events(String method) {
        return browser.events(session).stream()
                .filter(event -> event.method().equals(method))
                .map(Browser.Event::parameters);
    }

    /// What a screen reader is told of an element.
    ///
    /// @param properties such as `level`, `expanded` or `live`
    public record Told(String role, String name, String description, Map<String, String> properties) {}

    public List<Told> told() {
        return send("Accessibility.getFullAXTree", Map.of()).get("nodes").items().stream()
                .filter(node -> node.get("ignored").text().equals("false"))
                .map(node -> new Told(
                        value(node, "role"), value(node, "name"), value(node, "description"), properties(node)))
                .toList();
    }

    private static Map<String, String> properties(Json node) {
        Map<String, String> properties = new HashMap<>();
        if (node.fields().containsKey("properties")) {
            node.get("properties")
                    .items()
                    .forEach(property -> properties.put(property.get("name").text(), value(property, "value")));
        }
        return properties;
    }

    /// What a screen reader is told, a line for each element: `role: name`.
    public List<String> accessibility() {
        return told().stream().map(told -> told.role + ": " + told.name).toList();
    }

    private static String value(Json node, String field) {
        Json property = node.fields().get(field);
        return property == null || !property.fields().containsKey("value")
                ? ""
                : property.get("value").text();
    }

    public void screenshot(Path file) throws IOException {
        String data = send("Page.captureScreenshot", Map.of("format", "png"))
                .get("data")
                .text();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    public void resize(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /// Lets a media feature have a value: `prefers-color-scheme`, `dark`.
    public void media(String feature, String value) {
        send("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /// From the next page on.
    public void scripts(boolean on) {
        send("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
    }

    /// What the scripts of the page hold, in bytes, typed arrays included, after garbage was collected.
    public long heap() {
        send("HeapProfiler.collectGarbage", Map.of());
        Json usage = send("Runtime.getHeapUsage", Map.of());
        return (long) (usage.get("usedSize").number()
                + usage.get("backingStorageSize").number()); // typed arrays
    }

    /// A text as JavaScript writes it.
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    @Override
    public void close() {
        browser.send(null, "Target.closeTarget", Map.of("targetId", target));
    }
}
