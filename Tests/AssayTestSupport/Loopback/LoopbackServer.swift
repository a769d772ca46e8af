import AssayBase
import Foundation
import Synchronization

/// A small HTTP/1.1 server on this machine's own address and a port of its own, for tests of what calls services.
///
/// Each connection has a thread; all end with the server.
package final class LoopbackServer: Sendable {
  /// What the server says to a request.
  package enum Reply: Sendable {
    /// A status and a body.
    case answer(Int, Data)
    /// These bytes as they are, and the end of the connection.
    case bytes(Data)
    /// Nothing, until the server ends.
    case silence
  }

  private let descriptor: Int32
  /// The port that the system gave.
  package let port: Int
  private let state = Mutex(State())

  private struct State {
    var isOpen = true
    var requests = 0
    var connections = 0
  }

  /// Starts to listen; `handle` is called for every request, from several threads at once.
  ///
  /// - Throws: `AssayError` when the system gives no port.
  package init(_ handle: @escaping @Sendable (_ method: String, _ path: String, _ body: Data) -> Reply) throws {
    descriptor = socket(AF_INET, SocketStream.streamType, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard isBound else {
      throw AssayError(.callFailed, "no port to listen to", found: String(cString: strerror(errno)))
    }
    Thread.detachNewThread { [self] in accept(handle) }
  }

  /// Where the server answers.
  package var address: String { "http://127.0.0.1:\(port)/predict" }

  /// How many requests have come.
  package var requests: Int { state.withLock { $0.requests } }

  /// How many connections were made.
  package var connections: Int { state.withLock { $0.connections } }

  /// Ends the server; its port refuses connections from then on.
  package func close() {
    let wasOpen = state.withLock { state in
      defer { state.isOpen = false }
      return state.isOpen
    }
    guard wasOpen else { return }
    shutdown(descriptor, Int32(SHUT_RDWR))
    #if canImport(Glibc)
      Glibc.close(descriptor)
    #else
      Darwin.close(descriptor)
    #endif
  }

  private var isOpen: Bool { state.withLock { $0.isOpen } }

  private func accept(_ handle: @escaping @Sendable (String, String, Data) -> Reply) {
    while isOpen {
      #if canImport(Glibc)
        let peer = Glibc.accept(descriptor, nil, nil)
      #else
        let peer = Darwin.accept(descriptor, nil, nil)
      #endif
      if peer < 0 { continue }
      state.withLock { $0.connections += 1 }
      let connection = HTTPConnection(SocketStream(taking: peer))
      Thread.detachNewThread { [self] in serve(connection, handle) }
    }
  }

  private func serve(_ connection: HTTPConnection, _ handle: (String, String, Data) -> Reply) {
    var connection = connection
    let deadline = ContinuousClock.now + .seconds(60)
    do {
      while isOpen, let message = try connection.receive(limit: 1 << 26, by: deadline), let request = message.request {
        state.withLock { $0.requests += 1 }
        switch handle(request.method, request.path, message.body) {
        case .answer(let status, let body):
          try connection.send(HTTPMessage("HTTP/1.1 \(status) Status", body: body), by: deadline)
        case .bytes(let bytes): return try connection.send(bytes, by: deadline)
        case .silence: while isOpen { Thread.sleep(forTimeInterval: 0.02) }
        }
      }
    } catch {
      // The other side has gone, as some tests want.
    }
  }
}

/// Runs `body` with a server, and ends it.
package func withLoopbackServer<Result>(
  _ handle: @escaping @Sendable (_ method: String, _ path: String, _ body: Data) -> LoopbackServer.Reply,
  _ body: (LoopbackServer) async throws -> Result
) async throws -> Result {
  let server = try LoopbackServer(handle)
  defer { server.close() }
  return try await body(server)
}
