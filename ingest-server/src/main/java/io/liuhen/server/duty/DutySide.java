package io.liuhen.server.duty;

import io.liuhen.server.docking.Dockings;
import io.liuhen.server.dossier.Dossiers;
import io.liuhen.server.dossier.Sheets;
import io.liuhen.server.records.DueRows;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.regulation.Regulation;
import io.liuhen.server.transcript.Transcripts;
import io.liuhen.storage.StorageEngine;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * What judges, and what keeps its index.
 *
 * @param rewalk to be called by one thread alone
 */
public record DutySide(Duties duties, Overdue overdue, DueKeeper keeper, Rewalk rewalk) {
    /** Where facts are found. */
    public record Sources(
            StorageEngine engine,
            Recordings recordings,
            SegmentReports reports,
            Dossiers dossiers,
            Sheets sheets,
            Transcripts transcripts,
            Dockings dockings) {}

    /**
     * All of it.
     *
     * @param zone in which a time without an offset is read
     */
    public static DutySide of(Sources sources, Regulation regulation, String unit, ZoneId zone, InstantSource clock) {
        RecordingReader recordings = new RecordingReader(
                sources.engine(),
                sources.recordings(),
                sources.reports(),
                sources.sheets(),
                sources.transcripts(),
                sources.dockings(),
                zone);
        FactReader facts = new FactReader(sources.engine().records(), unit, sources.dossiers(), recordings);
        Duties duties = new Duties(regulation, facts, sources.dossiers(), clock);
        DueRows rows = new DueRows(sources.engine().records(), unit);
        DueKeeper keeper = new DueKeeper(rows, duties, clock);
        return new DutySide(
                duties,
                new Overdue(rows, duties, clock),
                keeper,
                new Rewalk(sources.engine().records(), unit, regulation, keeper, clock));
    }
}
