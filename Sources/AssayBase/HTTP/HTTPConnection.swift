import Foundation

/// A connection over which messages of HTTP/1.1 go, one after the other.
package struct HTTPConnection: Sendable {
  private let stream: SocketStream
  /// What has come and is not read yet.
  private var pending = Data()

  /// The longest first line with headers that is read.
  private static let headLimit = 1 << 16

  package init(_ stream: SocketStream) { self.stream = stream }

  /// Whether a request over the connection would get no answer, as far as can be told before it is sent.
  var isStale: Bool { !pending.isEmpty || stream.hasSpoken }

  /// Sends a message.
  ///
  /// - Throws: `AssayError(.callFailed)`; `CancellationError`.
  package func send(_ message: HTTPMessage, by deadline: ContinuousClock.Instant) throws {
    try stream.write(message.bytes, by: deadline)
  }

  /// Sends bytes as they are.
  ///
  /// - Throws: `AssayError(.callFailed)`; `CancellationError`.
  package func send(_ bytes: Data, by deadline: ContinuousClock.Instant) throws {
    try stream.write(bytes, by: deadline)
  }

  /// The next message; `nil` when the other side has ended.
  ///
  /// - Parameter limit: The longest body that is read.
  /// - Throws: `AssayError`, kinds `malformedData`, `limitExceeded` and `callFailed`; `CancellationError`.
  package mutating func receive(
    limit: Int, by deadline: ContinuousClock.Instant
  ) throws -> HTTPMessage? {
    guard var message = try head(by: deadline) else { return nil }
    // An interim answer, as "100 Continue", says that the one that counts is to come.
    while let status = message.status, (100..<200).contains(status) {
      guard let next = try head(by: deadline) else { throw Self.cutShort() }
      message = next
    }
    if message.status == 204 || message.status == 304 { return message }
    if message.headers["transfer-encoding"]?.lowercased() == "chunked" {
      message.body = try chunks(limit, deadline)
    } else if let text = message.headers["content-length"] {
      guard let count = Int(text), count >= 0 else {
        throw AssayError(.malformedData, "not the length of a body", found: "“\(text)”", at: "Content-Length")
      }
      try Self.check(count, limit)
      message.body = try take(count, deadline)
    } else if message.status != nil {
      message.body = try rest(limit, deadline)
      message.headers["connection"] = "close"
    }
    return message
  }

  /// The next first line and headers; `nil` when there is nothing more.
  private mutating func head(by deadline: ContinuousClock.Instant) throws -> HTTPMessage? {
    let separator = Data("\r\n\r\n".utf8)
    while true {
      if let end = pending.range(of: separator) {
        let head = Data(pending[..<end.lowerBound])
        pending = Data(pending[end.upperBound...])
        return try HTTPMessage(head: head)
      }
      // What is no HTTP is told at its first bytes, not when it has ended.
      if pending.count >= 5, !pending.prefix(5).allSatisfy({ (0x20...0x7E).contains($0) }) {
        throw AssayError(.malformedData, "not a message of HTTP/1.1", found: "\(Array(pending.prefix(5)))")
      }
      guard pending.count <= Self.headLimit else {
        throw AssayError(.limitExceeded, "the headers are too long", expected: "at most \(Self.headLimit) bytes")
      }
      let more = try stream.read(by: deadline)
      if more.isEmpty {
        if pending.isEmpty { return nil }
        throw Self.cutShort()
      }
      pending.append(more)
    }
  }

  private mutating func take(_ count: Int, _ deadline: ContinuousClock.Instant) throws -> Data {
    while pending.count < count {
      let more = try stream.read(by: deadline)
      if more.isEmpty { throw Self.cutShort() }
      pending.append(more)
    }
    defer { pending = Data(pending.dropFirst(count)) }
    return Data(pending.prefix(count))
  }

  private mutating func rest(_ limit: Int, _ deadline: ContinuousClock.Instant) throws -> Data {
    while true {
      try Self.check(pending.count, limit)
      let more = try stream.read(by: deadline)
      if more.isEmpty { break }
      pending.append(more)
    }
    defer { pending = Data() }
    return pending
  }

  private mutating func chunks(_ limit: Int, _ deadline: ContinuousClock.Instant) throws -> Data {
    var body = Data()
    while true {
      let line = try nextLine(deadline)
      let digits = line.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
      guard let count = Int(digits, radix: 16), count >= 0 else {
        throw AssayError(.malformedData, "not the length of a chunk", found: "“\(line.prefix(20))”")
      }
      if count == 0 { break }
      try Self.check(body.count.addingReportingOverflow(count).partialValue, limit)
      body.append(try take(count, deadline))
      guard try nextLine(deadline).isEmpty else { throw AssayError(.malformedData, "a chunk is longer than it says") }
    }
    while try !nextLine(deadline).isEmpty {}
    return body
  }

  private mutating func nextLine(_ deadline: ContinuousClock.Instant) throws -> String {
    let end = Data("\r\n".utf8)
    while true {
      if let range = pending.range(of: end) {
        let line = String(decoding: pending[..<range.lowerBound], as: UTF8.self)
        pending = Data(pending[range.upperBound...])
        return line
      }
      guard pending.count <= Self.headLimit else { throw AssayError(.malformedData, "a line of a chunk does not end") }
      let more = try stream.read(by: deadline)
      if more.isEmpty { throw Self.cutShort() }
      pending.append(more)
    }
  }

  private static func check(_ count: Int, _ limit: Int) throws {
    guard count >= 0, count <= limit else {
      throw AssayError(
        .limitExceeded, "the body is longer than an answer can be", expected: "at most \(limit) bytes",
        found: "\(count) bytes")
    }
  }

  private static func cutShort() -> AssayError {
    AssayError(.callFailed, "the other side ended the connection in the middle of its answer")
  }
}
