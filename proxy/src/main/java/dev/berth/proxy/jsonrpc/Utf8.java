package dev.berth.proxy.jsonrpc;

/** UTF-8 as Unicode's table of well-formed sequences has it: nothing overlong, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** Where the character of several bytes at the cursor ends. */
    static int pass(JsonCursor cursor, int end) throws MalformedJson {
        byte[] text = cursor.text;
        int lead = text[cursor.at] & 0xff;
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || cursor.at + length > end) throw cursor.malformed("not UTF-8");
        int second = text[cursor.at + 1] & 0xff;
        int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) throw cursor.malformed("not UTF-8");
        for (int i = 2; i < length; i++) {
            if ((text[cursor.at + i] & 0xc0) != 0x80) throw cursor.malformed("not UTF-8");
        }
        return cursor.at + length;
    }
}
