import Foundation

/// A request or an answer of HTTP/1.1 (RFC 9112): a first line, headers, and a body.
package struct HTTPMessage: Sendable {
  /// "POST /predict HTTP/1.1" or "HTTP/1.1 200 OK".
  package var start: String
  /// The headers, names in small letters.
  package var headers: [String: String]
  package var body: Data

  package init(_ start: String, headers: [String: String] = [:], body: Data = Data()) {
    (self.start, self.headers, self.body) = (start, headers, body)
  }

  /// The status of an answer; `nil` for what is none.
  package var status: Int? {
    let words = start.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0].hasPrefix("HTTP/1.") else { return nil }
    return Int(words[1])
  }

  /// The method and the path of a request; `nil` for what is none.
  package var request: (method: String, path: String)? {
    let words = start.split(separator: " ").map(String.init)
    return words.count == 3 && words[2].hasPrefix("HTTP/1.") ? (words[0], words[1]) : nil
  }

  /// Whether another message may follow over the same connection.
  package var keepsConnection: Bool {
    let word = headers["connection"]?.lowercased()
    return start.contains("HTTP/1.0") ? word == "keep-alive" : word != "close"
  }

  /// The bytes, with the length of the body among the headers.
  package var bytes: Data {
    var lines = [start]
    lines += headers.merging(["content-length": "\(body.count)"]) { $1 }.sorted { $0.key < $1.key }.map {
      "\($0): \($1)"
    }
    return Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
  }

  /// Reads the first line and the headers.
  ///
  /// - Throws: `AssayError(.malformedData)`.
  init(head: Data) throws {
    var lines = String(decoding: head, as: UTF8.self).replacing("\r\n", with: "\n").split(separator: "\n")
    guard !lines.isEmpty else { throw AssayError(.malformedData, "a message without a first line") }
    start = String(lines.removeFirst())
    headers = [:]
    body = Data()
    guard status != nil || request != nil else {
      throw AssayError(
        .malformedData, "not a message of HTTP/1.1", expected: "HTTP/1.1 STATUS …", found: "“\(start.prefix(60))”")
    }
    for line in lines {
      guard let colon = line.firstIndex(of: ":") else {
        throw AssayError(.malformedData, "a header without a colon", found: "“\(line.prefix(60))”")
      }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      headers[line[..<colon].lowercased()] = value
    }
  }
}
