package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a file says of time and place is kept as what it is: a device's word. */
class DeviceClockTest {
    @Test
    void aZedOfAContainerIsNoZone() {
        assertEquals(
                List.of(new DeviceClock(
                        "creation_time", "2017-04-17T19:27:57.000000Z", "2017-04-17T19:27:57", "unknown")),
                DeviceClock.of(facts(Map.of("creation_time", "2017-04-17T19:27:57.000000Z"))));
    }

    @Test
    void anOffsetThatADeviceNamesIsKept() {
        assertEquals(
                List.of(
                        new DeviceClock(
                                "creation_time", "2019-07-24T08:25:57.000000Z", "2019-07-24T08:25:57", "unknown"),
                        new DeviceClock(
                                "com.apple.quicktime.creationdate",
                                "2019-07-24T11:25:40+0300",
                                "2019-07-24T11:25:40",
                                "+03:00")),
                DeviceClock.of(facts(Map.of(
                        "creation_time",
                        "2019-07-24T08:25:57.000000Z",
                        "com.apple.quicktime.creationdate",
                        "2019-07-24T11:25:40+0300"))));
    }

    @Test
    void aPhotoHasItsOwnClockAndTheSatellites() {
        assertEquals(
                List.of(
                        new DeviceClock(
                                "exif.DateTimeOriginal", "2008:10:22 16:28:39", "2008-10-22T16:28:39", "+02:00"),
                        new DeviceClock("exif.DateTime", "2008:11:01 21:15:07", "2008-11-01T21:15:07", "unknown"),
                        new DeviceClock("exif.GPSTimeStamp", "2008:10:23 14:27:07", "2008-10-23T14:27:07", "UTC")),
                DeviceClock.of(facts(Map.of(
                        "exif.DateTimeOriginal", "2008:10:22 16:28:39",
                        "exif.OffsetTimeOriginal", "+02:00",
                        "exif.DateTime", "2008:11:01 21:15:07",
                        "exif.GPSDateStamp", "2008:10:23",
                        "exif.GPSTimeStamp", "14:1 , 27:1 , 724:100"))));
    }

    @Test
    void whatCannotBeReadIsKeptAsItStands() {
        assertEquals(
                List.of(new DeviceClock("creation_time", "MON JAN 04 2016", "", "unknown")),
                DeviceClock.of(facts(Map.of("creation_time", "MON JAN 04 2016"))));
        assertEquals(
                List.of(new DeviceClock("creation_time", "2016-13-41 25:00:00", "", "unknown")),
                DeviceClock.of(facts(Map.of("creation_time", "2016-13-41 25:00:00"))));
        assertEquals(List.of(), DeviceClock.of(facts(Map.of("creation_time", " "))));
    }

    @Test
    void placesAreReadFromContainersAndPhotos() {
        assertEquals(
                List.of(new Place("location", 52_369_300, 6_676_100)),
                Place.of(facts(Map.of("location", "+52.3693+006.6761+10.534988/"))));
        List<Place> photo = Place.of(facts(Map.of(
                "exif.GPSLatitude", "51:1 , 45:1 , 4467:100",
                "exif.GPSLatitudeRef", "N",
                "exif.GPSLongitude", "0:1 , 19:1 , 441:100",
                "exif.GPSLongitudeRef", "W")));
        assertEquals(51_762_408, photo.get(0).latitudeMicrodegrees());
        assertEquals(-317_892, photo.get(0).longitudeMicrodegrees());
    }

    @Test
    void whatIsNoPlaceOnEarthIsNone() {
        assertEquals(List.of(), Place.of(facts(Map.of("location", "+95.0000+006.6761/"))));
        assertEquals(List.of(), Place.of(facts(Map.of("location", "here"))));
        assertEquals(
                List.of(),
                Place.of(facts(Map.of("exif.GPSLatitude", "51:0 , 45:1 , 1:1", "exif.GPSLongitude", "1:1"))));
    }

    private static MediaFacts facts(Map<String, String> tags) {
        StreamFacts stream =
                new StreamFacts(0, StreamKind.DATA, "", "", 0, 0, 0, 0, "", "", "", null, null, StreamDetails.NONE);
        return new MediaFacts(MediaKind.VIDEO, "mov", 1, 0, 0, List.of(stream), new TreeMap<>(tags), List.of());
    }
}
