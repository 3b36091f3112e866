// Clients that others wrote, unchanged: each uploads a file, with a pause, over a line that breaks, and through a
// `kill -9` of the server; at the end the segment has the file's bytes. Prints a result line for each.
//
//   node run.mjs ../../../../ops/run FOLDER
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { clients } from './clients.mjs'
import { Line } from './line.mjs'
import { Server } from './server.mjs'

const LENGTH = 24 * (1 << 20) + 77
const PATIENCE_MS = 120_000

const [command, folder] = process.argv.slice(2)
const server = new Server(command, folder)
const line = new Line()

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** Waits until so much was sent; what the client counts may be ahead of what is durable. */
class Progress {
  #bytes = 0
  report = (bytes) => {
    this.#bytes = bytes
  }

  async past(bytes) {
    while (this.#bytes < bytes) await sleep(5)
  }
}

function within(promise) {
  const late = new AbortController()
  return Promise.race([
    promise,
    sleep(PATIENCE_MS, null, { signal: late.signal }).then(() => {
      throw new Error('nothing happens any more')
    }),
  ]).finally(() => late.abort())
}

async function assertSealed(url, content) {
  const id = new URL(url).pathname.replace(/^\/files\//, '')
  const segment = await (await fetch(server.uri(`/segments/${id}`))).json()
  if (segment.state !== 'sealed') throw new Error(`it is not sealed: ${JSON.stringify(segment)}`)
  const back = Buffer.from(await (await fetch(server.uri(`/segments/${id}/content`))).arrayBuffer())
  if (sha256(back) !== sha256(content)) throw new Error(`${back.length} other bytes come back`)
}

/** How often the custody log says that the upload went on after an interruption; it follows a moment after the fact. */
async function assertResumed(url, times) {
  const id = new URL(url).pathname.replace(/^\/files\//, '')
  let found = -1
  for (let tries = 0; found < times && tries < 100; tries++) {
    if (tries > 0) await sleep(100)
    const { entries } = await (await fetch(server.uri(`/custody?subject=${id}`))).json()
    found = entries.filter(({ leaf }) => leaf.deed === 'resumed').length
  }
  if (found < times) throw new Error(`it went on ${found} times, not ${times}: was it interrupted?`)
}

/** What happens to an upload on its way, and how often it goes on, at least, after an interruption. */
const events = {
  async 'uploads a file in one request'({ upload }) {
    return [await within(upload(Infinity).done), 0]
  },

  async 'uploads a file in chunks'({ upload }) {
    return [await within(upload(5_000_000).done), 0]
  },

  async 'goes on after a pause'({ upload }) {
    const waiting = line.waitAfter(LENGTH / 3)
    const running = upload(Infinity, line.port)
    const letGoOn = await within(waiting)
    await running.pause()
    letGoOn()
    await sleep(300)
    await running.goOn()
    return [await within(running.done), 1]
  },

  async 'goes on when its line breaks in the midst of a body, three times'({ upload }) {
    const before = line.cuts
    line.cutAfter(LENGTH / 4)
    const running = upload(Infinity, line.port)
    for (let cut = 1; cut <= 3; cut++) {
      while (line.cuts < before + cut) {
        await within(Promise.race([sleep(10), running.done]))
      }
      if (cut < 3) line.cutAfter(LENGTH / 5)
    }
    return [await within(running.done), 3]
  },

  async 'goes on when the server is killed and started again'({ upload, progress }) {
    const running = upload(4 << 20, line.port)
    await within(Promise.race([progress.past(LENGTH / 2), running.done]))
    await server.killAndStartAgain()
    return [await within(running.done), 1]
  },
}

let failed = 0
await server.start()
await line.start(() => server.port)
for (const client of clients) {
  for (const [name, happens] of Object.entries(events)) {
    const content = randomBytes(LENGTH)
    const progress = new Progress()
    const upload = (chunkSize, port = server.port) =>
      client.begin(content, {
        endpoint: `http://127.0.0.1:${port}/files`,
        chunkSize,
        filename: '夜间检查.mp4',
        progress: progress.report,
      })
    try {
      const [url, interruptions] = await happens({ upload, progress })
      await assertSealed(url, content)
      await assertResumed(url, interruptions)
      console.log(`ok ${client.name} ${name}`)
    } catch (error) {
      failed++
      console.log(error)
      console.log(`not ok ${client.name} ${name}`)
    }
  }
}
line.stop()
await server.stop()
process.exit(failed ? 1 : 0)
