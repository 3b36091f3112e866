package io.liuhen.server.media;

/** The files that are made of a recording. */
public enum Derivative {
    /** The copy for viewing: H.264 and AAC in MP4, or AAC alone. */
    PROXY(1, "proxy.mp4"),
    /** One picture that stands for the recording. */
    POSTER(2, "poster.jpg"),
    /** Pictures from the beginning to the end, side by side. */
    CONTACT_SHEET(3, "contact-sheet.jpg"),
    /** How loud the sound is from the beginning to the end, drawn. */
    WAVEFORM(4, "waveform.png");

    /** On the wire. */
    final int number;

    private final String fileName;

    Derivative(int number, String fileName) {
        this.number = number;
        this.fileName = fileName;
    }

    /** The file's name, in whichever folder it lies. */
    public String fileName() {
        return fileName;
    }

    /** For an HTTP header. */
    String mediaType(boolean hasPicture) {
        return switch (this) {
            case PROXY -> hasPicture ? "video/mp4" : "audio/mp4";
            case POSTER, CONTACT_SHEET -> "image/jpeg";
            case WAVEFORM -> "image/png";
        };
    }

    /** By its number on the wire. */
    static Derivative ofNumber(int number) throws Wire.GarbledException {
        for (Derivative derivative : values()) {
            if (derivative.number == number) {
                return derivative;
            }
        }
        throw new Wire.GarbledException("derivative number " + number);
    }
}
