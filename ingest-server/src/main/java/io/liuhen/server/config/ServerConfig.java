package io.liuhen.server.config;

import java.nio.file.Path;

/**
 * Everything that an operator decides.
 *
 * @param data the store's folder; it holds everything that this server keeps
 */
public record ServerConfig(
        Path data,
        HttpConfig http,
        UnitConfig unit,
        MediaLaneConfig media,
        FixityConfig fixity,
        StorageConfig storage,
        UploadConfig uploads,
        AccessConfig access,
        AdmissionConfig admission,
        FindingConfig findings) {
    /** One that looks at recordings as usual. */
    public ServerConfig(
            Path data,
            HttpConfig http,
            UnitConfig unit,
            MediaLaneConfig media,
            FixityConfig fixity,
            StorageConfig storage,
            UploadConfig uploads,
            AccessConfig access,
            AdmissionConfig admission) {
        this(data, http, unit, media, fixity, storage, uploads, access, admission, FindingConfig.defaults());
    }

    /** One that reads everything again, and treats its disk, as usual. */
    public ServerConfig(Path data, HttpConfig http, UnitConfig unit, MediaLaneConfig media) {
        this(
                data,
                http,
                unit,
                media,
                FixityConfig.defaults(),
                StorageConfig.defaults(),
                UploadConfig.defaults(),
                AccessConfig.trial(),
                AdmissionConfig.defaults());
    }

    /** A trial in a folder of its own. */
    public static ServerConfig defaults() {
        return new ServerConfig(
                Path.of("liuhen-data"), HttpConfig.defaults(), UnitConfig.trial(), MediaLaneConfig.defaults());
    }

    /** The same with another folder. */
    public ServerConfig withData(Path folder) {
        return new ServerConfig(folder, http, unit, media, fixity, storage, uploads, access, admission, findings);
    }

    /** The same with another way of reading everything again. */
    public ServerConfig withFixity(FixityConfig other) {
        return new ServerConfig(data, http, unit, media, other, storage, uploads, access, admission, findings);
    }

    /** The same with another treatment of the disk. */
    public ServerConfig withStorage(StorageConfig other) {
        return new ServerConfig(data, http, unit, media, fixity, other, uploads, access, admission, findings);
    }

    /** The same with others let in. */
    public ServerConfig withAccess(AccessConfig other) {
        return new ServerConfig(data, http, unit, media, fixity, storage, uploads, other, admission, findings);
    }

    /** The same with other times for uploads. */
    public ServerConfig withUploads(UploadConfig other) {
        return new ServerConfig(data, http, unit, media, fixity, storage, other, access, admission, findings);
    }

    /** The same with other limits on who comes. */
    public ServerConfig withAdmission(AdmissionConfig other) {
        return new ServerConfig(data, http, unit, media, fixity, storage, uploads, access, other, findings);
    }

    /** The same with other listeners. */
    public ServerConfig withHttp(HttpConfig other) {
        return new ServerConfig(data, other, unit, media, fixity, storage, uploads, access, admission, findings);
    }

    /** The same with other ways of looking at recordings. */
    public ServerConfig withFindings(FindingConfig other) {
        return new ServerConfig(data, http, unit, media, fixity, storage, uploads, access, admission, other);
    }
}
