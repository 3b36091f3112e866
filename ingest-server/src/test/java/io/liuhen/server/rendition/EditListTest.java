package io.liuhen.server.rendition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.media.Edits;
import io.liuhen.storage.format.CanonicalJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of what is to be hidden, as people write them. */
class EditListTest {
    private static final String ID = "01a1fb27-b057-74b5-87da-864848bd0e61";
    private static final String REGION =
            "{'from':0,'to':5000,'left':1000,'top':0,'width':9000,'height':10000,'cover':'blur'}";

    private static EditList read(String list) throws EditList.WrongException {
        ObjectNode json = CanonicalJson.readObject(
                ("{\"segments\":" + list.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8));
        return EditList.read(json.path("segments"));
    }

    private static String one(String members) {
        return "[{'segment':'" + ID + "'," + members + "}]";
    }

    @Test
    void whatIsReadIsWrittenTheSame() throws EditList.WrongException {
        String list = one("'regions':[" + REGION + "],'sounds':[{'from':1,'to':2,'instead':'tone'}]");
        EditList edits = read(list);
        assertEquals(edits, EditList.read(edits.json()));
        assertEquals(
                Edits.Cover.BLUR, edits.parts().get(0).edits().regions().get(0).cover());
        assertEquals(
                edits.sha256(),
                read(one("'sounds':[{'instead':'tone','to':2,'from':1}],'regions':[" + REGION + "]"))
                        .sha256(),
                "the order of names changes nothing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | segments is a list of 1 to 100",
                "{} | segments is a list of 1 to 100",
                "[{}] | segments[0].segment is the id",
                "[3] | segments[0].segment is the id",
                "[{'segment':'x'}] | segments[0].segment is the id",
            })
    void aListIsRefusedWithThePlaceThatIsWrong(String list, String expected) {
        String message = String.valueOf(
                assertThrows(EditList.WrongException.class, () -> read(list)).getMessage());
        assertTrue(message.contains(expected), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'regions':[] | segments[0] hides nothing",
                "'region':[] | did you mean \"regions\"?",
                "'regions':3 | segments[0].regions is a list",
                "'sounds':[{'from':5,'to':5,'instead':'tone'}] | segments[0].sounds[0].to is a whole number from 6",
                "'sounds':[{'from':-1,'to':5,'instead':'tone'}] | segments[0].sounds[0].from is a whole number from 0",
                "'sounds':[{'from':0,'to':5,'instead':'beep'}] | segments[0].sounds[0].instead is silence or tone",
                "'sounds':[{'from':0,'to':'5','instead':'tone'}] | segments[0].sounds[0].to is a whole number",
                "'sounds':[{'from':0,'to':5,'until':5,'instead':'tone'}] | segments[0].sounds[0] has no \"until\"",
            })
    void aPartIsRefusedWithThePlaceThatIsWrong(String members, String expected) {
        String message = String.valueOf(assertThrows(EditList.WrongException.class, () -> read(one(members)))
                .getMessage());
        assertTrue(message.contains(expected), message);
    }

    @Test
    void aSegmentStandsInAListOnce() {
        String part = "{'segment':'" + ID + "','regions':[" + REGION + "]}";
        assertThrows(EditList.WrongException.class, () -> read("[" + part + "," + part + "]"));
    }

    @Test
    void aRegionStaysInThePicture() {
        String wide = REGION.replace("9000", "9001");
        String message = assertThrows(EditList.WrongException.class, () -> read(one("'regions':[" + wide + "]")))
                .getMessage();
        assertEquals("segments[0].regions[0].width is a whole number from 1 to 9000", message);
    }
}
