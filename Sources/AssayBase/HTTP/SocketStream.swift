import Foundation

/// A connection over TCP, read and written by one thread at a time, with a time after which it gives up.
///
/// Waits in short turns, so that work that nobody waits for any more ends soon (``CancellationFlag``).
package final class SocketStream: Sendable {
  private let descriptor: Int32

  /// Takes over an open socket.
  package init(taking descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL, 0) | O_NONBLOCK)
    var one: Int32 = 1
    // Requests are written whole: there is nothing to wait for before they leave.
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    #if canImport(Darwin)
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  deinit { close(descriptor) }

  #if canImport(Glibc)
    /// The type of a socket for streams, which is an enumeration here.
    package static let streamType = Int32(SOCK_STREAM.rawValue)
  #else
    /// The type of a socket for streams.
    package static let streamType = SOCK_STREAM
  #endif

  /// Connects to a host by name or by number.
  ///
  /// - Throws: `AssayError(.callFailed)` when nobody answers there; `CancellationError`.
  package static func connected(to host: String, port: Int, by deadline: ContinuousClock.Instant) throws -> SocketStream
  {
    var hints = addrinfo()
    hints.ai_socktype = streamType
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, "\(port)", &hints, &list)
    guard code == 0, let first = list else {
      throw AssayError(.callFailed, "the host is not known", found: String(cString: gai_strerror(code)), at: host)
    }
    defer { freeaddrinfo(first) }
    var fault: Int32 = ECONNREFUSED
    var next: UnsafeMutablePointer<addrinfo>? = first
    while let address = next?.pointee {
      next = address.ai_next
      let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
      if descriptor < 0 {
        fault = errno
        continue
      }
      let stream = SocketStream(taking: descriptor)
      if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return stream }
      fault = errno
      if fault == EINPROGRESS {
        try stream.wait(for: POLLOUT, by: deadline, "connecting")
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &fault, &size)
        if fault == 0 { return stream }
      }
    }
    throw AssayError(
      .callFailed, "no connection", found: String(cString: strerror(fault)), at: "\(host), port \(port)",
      advice: fault == ECONNREFUSED ? "Is the service running, and is this its port?" : nil)
  }

  /// Writes all of `bytes`.
  ///
  /// - Throws: `AssayError(.callFailed)` when the other side does not take them; `CancellationError`.
  package func write(_ bytes: Data, by deadline: ContinuousClock.Instant) throws {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done, flags) }
      if written > 0 {
        done += written
      } else {
        try waitAfterFault(for: POLLOUT, by: deadline, "sending")
      }
    }
  }

  /// What has come, at most 64 KiB of it; nothing when the other side has ended.
  ///
  /// - Throws: `AssayError(.callFailed)` when nothing comes in time; `CancellationError`.
  package func read(by deadline: ContinuousClock.Instant) throws -> Data {
    var buffer = Data(count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
      if count >= 0 { return buffer.prefix(count) }
      // Who ends a connection without having read all of it, as servers do after their last answer, resets it.
      if errno == ECONNRESET { return Data() }
      try waitAfterFault(for: POLLIN, by: deadline, "waiting for the answer")
    }
  }

  /// Whether something is to be read although nothing was asked for: the end, as a rule.
  var hasSpoken: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) != 0
  }

  /// Waits until a call that the system has just refused can be made again.
  private func waitAfterFault(for event: Int32, by deadline: ContinuousClock.Instant, _ what: String) throws {
    let code = errno
    if code == EAGAIN || code == EWOULDBLOCK { return try wait(for: event, by: deadline, what) }
    guard code == EINTR else {
      throw AssayError(.callFailed, "the connection broke while \(what)", found: String(cString: strerror(code)))
    }
  }

  private func wait(for event: Int32, by deadline: ContinuousClock.Instant, _ what: String) throws {
    while true {
      try CancellationFlag.check()
      let left = deadline - .now
      guard left > .zero else { throw AssayError(.callFailed, "the time ran out while \(what)") }
      var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
      if poll(&entry, 1, Int32(min(left, .milliseconds(100)) / .milliseconds(1)) + 1) > 0 { return }
    }
  }
}
