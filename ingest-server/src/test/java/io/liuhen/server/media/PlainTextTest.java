package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Text from files and children, before anyone sees it. */
class PlainTextTest {

    @Test
    void wordsOfEveryLanguageStayAsTheyAre() {
        assertEquals("执法记录仪 Größe 🎥", PlainText.sentence("执法记录仪 Größe 🎥"));
    }

    @Test
    void whatCouldForgeALogLineOrANameIsGone() {
        assertEquals("a b c d e", PlainText.sentence("a\nb\rc\u0000d\u001be"));
        assertEquals("gpj.exe", PlainText.sentence("\u202egpj.exe"));
        assertEquals("a b", PlainText.sentence("a\u2028b"));
        assertEquals("a b", PlainText.sentence("a\ud800b"));
    }

    @Test
    void lengthIsBoundedWithoutHalvingACharacter() {
        assertEquals("ab", PlainText.clean("abc", 2));
        assertEquals("a", PlainText.clean("a🎥", 2));
    }
}
