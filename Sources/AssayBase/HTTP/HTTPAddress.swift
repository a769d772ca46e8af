import Foundation

/// Where a service is: `http://HOST[:PORT][/PATH]`.
package struct HTTPAddress: Sendable, CustomStringConvertible {
  /// The host, without the brackets of an IPv6 address.
  package let host: String
  package let port: Int
  /// The path with the query, at least "/".
  package let path: String
  /// As it was written.
  package let description: String

  /// - Throws: `AssayError` for what is no such address; `.unsupported` for `https`, which needs a library for secrets.
  package init(_ text: String) throws {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil,
      (1...65_535).contains(parts.port ?? 80), scheme == "http" || scheme == "https"
    else {
      throw AssayError(
        .invalidArgument, "not the address of a service", expected: "http://HOST:PORT/PATH", found: "“\(text)”")
    }
    guard scheme == "http" else {
      throw AssayError(
        .unsupported, "services are called by plain HTTP", expected: "http://…", found: "“\(text)”",
        advice: "Put a proxy or a tunnel on this machine before it, or call it in a closure of your own by URLSession")
    }
    self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    port = parts.port ?? 80
    let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
    self.path = path + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
    description = text
  }

  /// The host and the port as the header `Host` has them.
  package var authority: String { (host.contains(":") ? "[\(host)]" : host) + (port == 80 ? "" : ":\(port)") }
}
