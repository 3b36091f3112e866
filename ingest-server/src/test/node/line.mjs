// A line between clients and the server that breaks when it has carried enough, and is whole again for who comes next.
import { once } from 'node:events'
import net from 'node:net'

export class Line {
  #left = Infinity
  #open = new Set()
  #atEnd = 'cut'
  #waiting
  cuts = 0

  /** @param {() => number} port where the other end is */
  async start(port) {
    this.listening = net.createServer((client) => this.#connect(client, net.connect(port(), '127.0.0.1')))
    this.listening.listen(0, '127.0.0.1')
    await once(this.listening, 'listening')
    this.port = this.listening.address().port
  }

  /** The line breaks, with all its connections, when it has carried this many bytes more to the server. */
  cutAfter(bytes) {
    this.#left = bytes
    this.#atEnd = 'cut'
  }

  /** The line carries this many bytes more to the server, and then none until it is let go on; resolves when it waits. */
  waitAfter(bytes) {
    this.#left = bytes
    this.#atEnd = 'wait'
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  #wait(client, server, rest) {
    client.pause()
    this.#waiting(() => {
      if (!server.destroyed) server.write(rest)
      client.resume()
    })
  }

  #connect(client, server) {
    for (const [socket, other] of [[client, server], [server, client]]) {
      this.#open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#open.delete(socket)
        other.destroy()
      })
    }
    server.pipe(client)
    client.on('data', (bytes) => {
      const carried = bytes.subarray(0, this.#left)
      this.#left -= carried.length
      if (carried.length === bytes.length) {
        if (!server.write(carried)) {
          client.pause()
          server.once('drain', () => client.resume())
        }
        return
      }
      this.#left = Infinity
      if (this.#atEnd === 'wait') {
        server.write(carried)
        this.#wait(client, server, bytes.subarray(carried.length))
        return
      }
      this.cuts++
      server.write(carried, () => {
        for (const socket of this.#open) socket.resetAndDestroy()
      })
    })
  }

  stop() {
    for (const socket of this.#open) socket.destroy()
    this.listening.close()
  }
}
