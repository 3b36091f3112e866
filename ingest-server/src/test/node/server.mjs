// A server in a process of its own, on one port and one store for all its lives; its log is beside the store.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { createInterface } from 'node:readline'

export class Server {
  /** @param {string} command `ops/run` @param {string} data folder of the store */
  constructor(command, data) {
    this.command = command
    this.data = data
    this.port = 0
    this.log = openSync(`${data}.log`, 'a')
  }

  /** Starts it, on the port that it had before; returns when it listens. */
  async start() {
    this.process = spawn(
      this.command,
      ['--data', this.data, '--port', String(this.port), '--management-port', '0'],
      { stdio: ['ignore', 'pipe', this.log] },
    )
    for await (const line of createInterface({ input: this.process.stdout })) {
      const found = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)
      if (found) {
        this.port = Number(found[1])
        return
      }
    }
    throw new Error('the server ended before it listened')
  }

  uri(path) {
    return `http://127.0.0.1:${this.port}${path}`
  }

  async #end(signal) {
    const ended = once(this.process, 'exit')
    this.process.kill(signal)
    await ended
  }

  /** As a power switch would, but that what the kernel was given stays; then starts it again. */
  async killAndStartAgain() {
    await this.#end('SIGKILL')
    await this.start()
  }

  async stop() {
    await this.#end('SIGTERM')
  }
}
