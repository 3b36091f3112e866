package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Where frames stand in a proxy. All times in microseconds. */
class TimelineTest {

    private static final long SECOND = 1_000_000;

    @Test
    void framesKeepTheirDistanceFromTheOrigin() {
        Timeline.Track track = new Timeline(5 * SECOND, 60 * SECOND, false).track();
        assertEquals(0, track.place(5 * SECOND, 40_000));
        assertEquals(123_456, track.place(5 * SECOND + 123_456, 40_000));
    }

    @Test
    void soundMayStartLate() {
        Timeline timeline = new Timeline(0, 120 * SECOND, true);
        assertEquals(30 * SECOND, timeline.track().place(30 * SECOND, 20_000));
    }

    @Test
    void aGapThatTheContainerVouchesForIsKept() {
        Timeline.Track track = new Timeline(0, 60 * SECOND, false).track();
        track.place(0, 40_000);
        assertEquals(45 * SECOND, track.place(45 * SECOND, 40_000));
    }

    @Test
    void aJumpOfATransportStreamsClockIsClosed() {
        Timeline.Track track = new Timeline(0, 60 * SECOND, true).track();
        track.place(0, 40_000);
        assertEquals(40_000, track.place(45 * SECOND, 40_000));
        assertEquals(80_000, track.place(45 * SECOND + 40_000, 40_000));
    }

    @Test
    void whatLiesBehindTheEndIsAJump() {
        Timeline.Track track = new Timeline(0, 60 * SECOND, false).track();
        track.place(0, 40_000);
        assertEquals(40_000, track.place(10_000_000 * SECOND, 40_000));
    }

    @Test
    void aClockThatStartsAgainIsContinued() {
        Timeline.Track track = new Timeline(0, 60 * SECOND, true).track();
        track.place(0, 40_000);
        track.place(9 * SECOND, 40_000);
        assertEquals(9 * SECOND + 40_000, track.place(0, 40_000));
    }

    @Test
    void streamsThatJumpTogetherStayInStep() {
        Timeline timeline = new Timeline(0, 60 * SECOND, true);
        Timeline.Track pictures = timeline.track();
        Timeline.Track sound = timeline.track();
        pictures.place(0, 40_000);
        sound.place(0, 500_000);
        long shown = pictures.place(1_000 * SECOND, 40_000);
        long heard = sound.place(1_000 * SECOND + 460_000, 20_000);
        assertEquals(460_000, heard - shown);
    }

    @Test
    void framesWithoutAnInstantFollowEachOther() {
        Timeline.Track track = new Timeline(0, 0, false).track();
        assertEquals(0, track.append(40_000));
        assertEquals(40_000, track.append(40_000));
    }

    @Test
    void theLengthIsTheEndOfTheLastFrame() {
        Timeline timeline = new Timeline(0, 60 * SECOND, false);
        timeline.track().place(2 * SECOND, 40_000);
        timeline.track().place(SECOND, 20_000);
        assertEquals(2 * SECOND + 40_000, timeline.lengthMicros());
    }
}
