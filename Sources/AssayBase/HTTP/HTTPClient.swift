import Foundation
import Synchronization

/// Calls one service, over connections that are kept for the next calls; from any number of threads at once.
package final class HTTPClient: Sendable {
  /// Where the service is.
  package let address: HTTPAddress
  private let timeout: Duration
  private let idle = Mutex<[HTTPConnection]>([])

  /// - Parameter timeout: How long a call may take in all.
  package init(_ address: HTTPAddress, timeout: Duration) {
    (self.address, self.timeout) = (address, timeout)
  }

  /// The body that the service answers to a call.
  ///
  /// A call is made once. Only one over a kept connection that the other side has ended meanwhile, before a byte of an
  /// answer, is made again over a new connection.
  ///
  /// - Parameters:
  ///   - method: "GET" or "POST".
  ///   - type: What the body is, as "application/json".
  ///   - limit: The longest answer that is read.
  /// - Throws: `AssayError`, kinds `callFailed`, also for every status but 200 to 299, `malformedData` and `limitExceeded`,
  ///   naming the address; `CancellationError`.
  package func call(_ method: String, body: Data = Data(), type: String? = nil, limit: Int) throws -> Data {
    do {
      let answer = try exchange(method, body, type, limit)
      guard let status = answer.status, (200..<300).contains(status) else {
        throw AssayError(
          .callFailed, "the service refused the call", expected: "status 200", found: Self.words(of: answer))
      }
      return answer.body
    } catch let error as AssayError {
      throw error.located(at: "\(method) \(address)")
    }
  }

  private func exchange(_ method: String, _ body: Data, _ type: String?, _ limit: Int) throws -> HTTPMessage {
    let deadline = ContinuousClock.now + timeout
    var request = HTTPMessage(
      "\(method) \(address.path) HTTP/1.1", headers: ["host": address.authority, "user-agent": "assay"], body: body)
    request.headers["content-type"] = type
    if var kept = idle.withLock({ $0.popLast() }), !kept.isStale,
      let answer = try again(&kept, request, limit, deadline)
    {
      return keep(kept, after: answer)
    }
    var connection = HTTPConnection(try .connected(to: address.host, port: address.port, by: deadline))
    try connection.send(request, by: deadline)
    guard let answer = try connection.receive(limit: limit, by: deadline) else {
      throw AssayError(.callFailed, "the other side ended the connection without an answer")
    }
    return keep(connection, after: answer)
  }

  /// The answer over a kept connection; `nil` when that has ended meanwhile.
  private func again(
    _ connection: inout HTTPConnection, _ request: HTTPMessage, _ limit: Int, _ deadline: ContinuousClock.Instant
  ) throws -> HTTPMessage? {
    do {
      try connection.send(request, by: deadline)
    } catch is AssayError { return nil }
    return try connection.receive(limit: limit, by: deadline)
  }

  private func keep(_ connection: HTTPConnection, after answer: HTTPMessage) -> HTTPMessage {
    if answer.keepsConnection { idle.withLock { $0.append(connection) } }
    return answer
  }

  /// What a refusal says, in the service's own words as far as they are text.
  private static func words(of answer: HTTPMessage) -> String {
    let text = String(decoding: answer.body.prefix(300), as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    return answer.start + (text.isEmpty ? "" : ": \(text)")
  }
}
