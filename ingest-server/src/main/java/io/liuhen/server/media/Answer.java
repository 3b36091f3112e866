package io.liuhen.server.media;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a worker says at the end of a job. The server believes none of it before it has looked. */
sealed interface Answer extends Wire.Fields {

    /** To {@link Job.Task#PROBE}. */
    record Facts(MediaFacts facts) implements Answer {
        @Override
        public void writeTo(DataOutputStream out) throws IOException {
            out.writeByte(FACTS);
            FactsOnWire.write(facts, out);
        }
    }

    /** To the tasks that leave files: those that were made, each once, the one that was asked for first. */
    record Made(List<MadeFile> files) implements Answer {
        public Made {
            files = List.copyOf(files);
            long different = files.stream().map(MadeFile::what).distinct().count();
            if (files.isEmpty() || different != files.size()) {
                throw new IllegalArgumentException("no files, or one of them twice");
            }
        }

        @Override
        public void writeTo(DataOutputStream out) throws IOException {
            out.writeByte(MADE);
            out.writeByte(files.size());
            for (MadeFile file : files) {
                file.writeTo(out);
            }
        }

        private static Made read(DataInputStream in) throws IOException {
            List<MadeFile> files = new ArrayList<>();
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                files.add(MadeFile.readFrom(in));
            }
            return new Made(files);
        }
    }

    /** The file does not allow it; the worker is well. */
    record No(Reason reason, String detail) implements Answer {
        @Override
        public void writeTo(DataOutputStream out) throws IOException {
            out.writeByte(NO);
            out.writeUTF(reason.code());
            out.writeUTF(PlainText.sentence(detail));
        }
    }

    /** Something else went wrong; the worker ends itself after this. */
    record Failed(LossCause cause, String detail) implements Answer {
        @Override
        public void writeTo(DataOutputStream out) throws IOException {
            out.writeByte(FAILED);
            out.writeUTF(cause.code());
            out.writeUTF(PlainText.sentence(detail));
        }
    }

    /** This answer as the refusal that it must be, since it is nothing else that was asked for. */
    default <T> MediaOutcome<T> refusal() throws LostException {
        if (this instanceof No no) {
            return new MediaOutcome.Refused<>(no.reason(), no.detail());
        }
        throw new LostException(LossCause.GARBLED, "The worker answered another question.");
    }

    int FACTS = 1;
    int MADE = 2;
    int NO = 3;
    int FAILED = 4;

    /** Reads what may have been written by anyone: every value is checked by the record that takes it. */
    static Answer readFrom(DataInputStream in) throws IOException {
        try {
            int kind = in.readUnsignedByte();
            return switch (kind) {
                case FACTS -> new Facts(FactsOnWire.read(in));
                case MADE -> Made.read(in);
                case NO -> new No(Reason.ofCode(in.readUTF()).orElseThrow(), in.readUTF());
                case FAILED -> new Failed(LossCause.ofCode(in.readUTF()).orElseThrow(), in.readUTF());
                default -> throw new Wire.GarbledException("answer of unknown kind " + kind);
            };
        } catch (RuntimeException e) {
            throw new Wire.GarbledException("answer with an impossible value: " + e.getMessage());
        }
    }
}
