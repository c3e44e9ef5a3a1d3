package org.earmuff.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Names of keys and buttons, and their codes in Linux's {@code linux/input-event-codes.h}: those that single buttons and small keypads send. */
final class KeyNames {

    private static final int HIGHEST = 0x2ff;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");
    private static final Map<String, Integer> CODES = codes("""
            KEY_ESC 1 KEY_1 2 KEY_2 3 KEY_3 4 KEY_4 5 KEY_5 6 KEY_6 7 KEY_7 8 KEY_8 9 KEY_9 10 KEY_0 11 KEY_BACKSPACE 14
            KEY_TAB 15 KEY_Q 16 KEY_W 17 KEY_E 18 KEY_R 19 KEY_T 20 KEY_Y 21 KEY_U 22 KEY_I 23 KEY_O 24 KEY_P 25
            KEY_ENTER 28 KEY_A 30 KEY_S 31 KEY_D 32 KEY_F 33 KEY_G 34 KEY_H 35 KEY_J 36 KEY_K 37 KEY_L 38 KEY_Z 44
            KEY_X 45 KEY_C 46 KEY_V 47 KEY_B 48 KEY_N 49 KEY_M 50 KEY_SPACE 57 KEY_F1 59 KEY_F2 60 KEY_F3 61 KEY_F4 62
            KEY_F5 63 KEY_F6 64 KEY_F7 65 KEY_F8 66 KEY_F9 67 KEY_F10 68 KEY_SCROLLLOCK 70 KEY_KP7 71 KEY_KP8 72
            KEY_KP9 73 KEY_KP4 75 KEY_KP5 76 KEY_KP6 77 KEY_KP1 79 KEY_KP2 80 KEY_KP3 81 KEY_KP0 82 KEY_F11 87 KEY_F12 88
            KEY_KPENTER 96 KEY_SYSRQ 99 KEY_UP 103 KEY_LEFT 105 KEY_RIGHT 106 KEY_DOWN 108 KEY_INSERT 110 KEY_DELETE 111
            KEY_MUTE 113 KEY_VOLUMEDOWN 114 KEY_VOLUMEUP 115 KEY_POWER 116 KEY_PAUSE 119 KEY_STOP 128 KEY_MENU 139
            KEY_SLEEP 142 KEY_WAKEUP 143 KEY_PROG1 148 KEY_PROG2 149 KEY_PLAYPAUSE 164 KEY_STOPCD 166 KEY_CONFIG 171
            KEY_HOMEPAGE 172 KEY_F13 183 KEY_F14 184 KEY_F15 185 KEY_F16 186 KEY_F17 187 KEY_F18 188 KEY_F19 189
            KEY_F20 190 KEY_F21 191 KEY_F22 192 KEY_F23 193 KEY_F24 194 KEY_PROG3 202 KEY_PROG4 203 KEY_CAMERA 212
            KEY_BLUETOOTH 237 KEY_WLAN 238 KEY_RFKILL 247 KEY_MICMUTE 248 BTN_0 256 BTN_1 257 BTN_2 258 BTN_3 259
            BTN_4 260 BTN_5 261 BTN_6 262 BTN_7 263 BTN_8 264 BTN_9 265 BTN_LEFT 272 BTN_RIGHT 273 BTN_MIDDLE 274
            BTN_SIDE 275 BTN_EXTRA 276 BTN_TRIGGER 288 BTN_SOUTH 304 BTN_EAST 305 BTN_SELECT 314 BTN_START 315 KEY_OK 352
            KEY_SELECT 353 KEY_RED 398 KEY_GREEN 399 KEY_YELLOW 400 KEY_BLUE 401 KEY_RESTART 408 KEY_WPS_BUTTON 529
            KEY_VOICECOMMAND 582
            """);

    private KeyNames() {}

    private static Map<String, Integer> codes(String table) {
        Map<String, Integer> codes = new LinkedHashMap<>();
        String[] words = table.strip().split("\\s+", -1);
        for (int i = 0; i < words.length; i += 2) {
            codes.put(words[i], Integer.valueOf(words[i + 1]));
        }
        return codes;
    }

    /**
     * The code of a key that is given by its name or its number.
     *
     * @throws IllegalArgumentException with a clause for the user
     */
    static int code(String text) {
        Integer known = CODES.get(text);
        if (known != null) {
            return known;
        }
        if (NUMBER.matcher(text).matches() && Integer.parseInt(text) <= HIGHEST) {
            return Integer.parseInt(text);
        }
        String near = Nearest.of(text, CODES.keySet());
        throw new IllegalArgumentException("is no key; "
                + (near != null ? "did you mean \"" + near + "\"?" : "write one like KEY_MUTE")
                + " Or its number, 1 to " + HIGHEST + ", which \"evtest\" shows");
    }
}
