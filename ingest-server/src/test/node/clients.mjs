// The clients, each behind the same few words: begin, pause, go on, end.
import Uppy from '@uppy/core'
import UppyTus from '@uppy/tus'
import * as tus from 'tus-js-client'

const RETRY_DELAYS_MS = [100, 300, 1000, 3000, 5000, 5000, 5000]

class MemoryStorage {
  #found = new Map()

  async findAllUploads() {
    return [...this.#found.values()]
  }

  async findUploadsByFingerprint(fingerprint) {
    return [...this.#found.values()].filter((upload) => upload.fingerprint === fingerprint)
  }

  async removeUpload(key) {
    this.#found.delete(key)
  }

  async addUpload(fingerprint, upload) {
    const key = `${fingerprint}-${this.#found.size}`
    this.#found.set(key, { ...upload, fingerprint, urlStorageKey: key })
    return key
  }
}

/** tus-js-client in one of its protocols. A pause ends it, and another instance goes on, as after a restart of an app. */
class TusJsClient {
  constructor(protocol) {
    this.name = `tus-js-client (${protocol})`
    this.protocol = protocol
  }

  begin(content, { endpoint, chunkSize, filename, progress }) {
    const urlStorage = new MemoryStorage()
    let settle
    const done = new Promise((resolve, reject) => {
      settle = { resolve, reject }
    })
    const instance = () =>
      new tus.Upload(content, {
        endpoint,
        protocol: this.protocol,
        chunkSize,
        retryDelays: RETRY_DELAYS_MS,
        urlStorage,
        metadata: { filename, device: 'DSJ-7' },
        onProgress: progress,
        onError: settle.reject,
        onSuccess() {
          settle.resolve(upload.url)
        },
      })
    let upload = instance()
    upload.start()
    return {
      done,
      pause: () => upload.abort(),
      async goOn() {
        upload = instance()
        const [previous] = await upload.findPreviousUploads()
        if (!previous) throw new Error('the client has not kept the address')
        upload.resumeFromPreviousUpload(previous)
        upload.start()
      },
    }
  }
}

/** @uppy/tus, without a page. */
class UppyClient {
  name = '@uppy/tus'

  begin(content, { endpoint, chunkSize, filename, progress }) {
    const uppy = new Uppy({ autoProceed: false })
    uppy.use(UppyTus, { endpoint, chunkSize, retryDelays: RETRY_DELAYS_MS, allowedMetaFields: ['filename', 'device'] })
    const id = uppy.addFile({
      name: filename,
      type: 'video/mp4',
      data: content,
      meta: { filename, device: 'DSJ-7' },
    })
    uppy.on('upload-progress', (file, { bytesUploaded }) => progress(bytesUploaded))
    const done = uppy.upload().then(({ successful, failed }) => {
      if (successful.length === 1) return successful[0].uploadURL
      throw new Error(failed.map((file) => file.error).join())
    })
    return {
      done,
      pause: async () => uppy.pauseResume(id),
      goOn: async () => uppy.pauseResume(id),
    }
  }
}

export const clients = [new TusJsClient('tus-v1'), new TusJsClient('ietf-draft-05'), new UppyClient()]
