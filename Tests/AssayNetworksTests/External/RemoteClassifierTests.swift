import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Synchronization
import Testing

/// A model behind HTTP on this machine: its answers, and every way in which a service can fail.
@Suite struct RemoteClassifierTests {
  private let images = Tensor.uniform(0, 1, shape: [5, 1, 2, 2], key: RandomKey(seed: 6))
  private static let network = Network(
    Architecture("tiny", input: [1, 2, 2], classes: 3) {
      Flatten()
      Linear("fc", 4, 3)
    }, key: RandomKey(seed: 7))

  private static func service(
    _ answers: String = "logits", _ members: [String: JSONValue] = [:],
    _ answer: @escaping @Sendable (Tensor) throws -> Tensor = { try network.logits(for: $0).values }
  ) -> ModelService {
    ModelService("tiny", inputShape: [1, 2, 2], classCount: 3, answers: answers, members, answer: answer)
  }

  /// What a call throws when the service says this to POST.
  private func error(_ reply: LoopbackServer.Reply) async throws -> AssayError? {
    let service = Self.service()
    return try await withLoopbackServer {
      $0 == "GET" ? service.reply($0, $1, $2) : reply
    } _: { server in
      let model = try RemoteClassifier(at: server.address, timeout: .milliseconds(300))
      return #expect(throws: AssayError.self) { try model.logits(for: images) }
    }
  }

  /// What making the model throws when the service says this to GET.
  private func descriptionError(_ text: String) async throws -> AssayError? {
    try await withLoopbackServer { _, _, _ in
      .answer(200, Data(text.utf8))
    } _: { server in
      #expect(throws: AssayError.self) { try RemoteClassifier(at: server.address) }
    }
  }

  @Test func logitsAreTheServicesBitForBit() async throws {
    try await withLoopbackServer(Self.service().reply) { server in
      let model = try RemoteClassifier(at: server.address)
      #expect(model.name == "tiny" && model.inputShape == [1, 2, 2] && model.classCount == 3)
      for _ in 0..<3 {
        let (found, expected) = (try model.logits(for: images), try Self.network.logits(for: images))
        #expect(found.values.elements == expected.values.elements)
      }
      #expect(model.usage == ModelUsage(calls: 3, images: 15))
      // One connection serves calls that follow one another.
      #expect(server.requests == 4 && server.connections == 1)
    }
  }

  @Test func theServiceSaysHowManyImagesItTakes() async throws {
    let members: [String: JSONValue] = ["batchLimit": 2, "classNames": ["a", "b", "c"]]
    try await withLoopbackServer(Self.service("logits", members).reply) { server in
      let model = try RemoteClassifier(at: server.address)
      #expect(model.classNames == ["a", "b", "c"] && model.description.batchLimit == 2)
      #expect(try model.logits(for: images).count == 5 && model.usage.calls == 3)
      let slower = try RemoteClassifier(at: server.address, batchLimit: 1, imageLimit: 4)
      #expect(throws: AssayError.self) { try slower.logits(for: images) }
      #expect(slower.usage == ModelUsage(calls: 4, images: 4))
    }
  }

  @Test func probabilitiesAndLabels() async throws {
    let expected = try Self.network.logits(for: images)
    let probabilities = Self.service("probabilities") { try Self.network.logits(for: $0).probabilities.values }
    try await withLoopbackServer(probabilities.reply) { server in
      let logits = try RemoteClassifier(at: server.address).logits(for: images)
      #expect(logits.labels == expected.labels)
      for row in 0..<5 {
        let pairs = zip(logits.probabilities.row(row), expected.probabilities.row(row))
        #expect(pairs.allSatisfy { ($0 - $1).magnitude < 1e-6 })
      }
    }
    let labels = Self.service("labels") { images in
      let labels = try Self.network.logits(for: images).labels
      return Tensor(shape: [labels.count], elements: labels.map(Float.init))
    }
    try await withLoopbackServer(labels.reply) { server in
      try #expect(RemoteClassifier(at: server.address).logits(for: images).labels == expected.labels)
    }
  }

  @Test func aRefusedConnection() async throws {
    let address = try await withLoopbackServer(Self.service().reply) { $0.address }
    let error = #expect(throws: AssayError.self) { try RemoteClassifier(at: address) }
    #expect(error?.kind == .callFailed && error?.location?.hasPrefix("GET \(address)") == true)
    #expect(error?.advice?.contains("running") == true)
  }

  @Test func aServiceThatEndsBetweenCalls() async throws {
    let server = try LoopbackServer(Self.service().reply)
    let model = try RemoteClassifier(at: server.address)
    server.close()
    let error = #expect(throws: AssayError.self) {
      // The first may still be answered by the thread of the open connection.
      for _ in 0..<3 { _ = try model.logits(for: images) }
    }
    #expect(error?.kind == .callFailed && error?.location?.contains("POST") == true)
  }

  @Test func aConnectionThatTheServiceEndedIsMadeAnew() async throws {
    let service = Self.service()
    // As servers that speak HTTP/1.0 do: one answer, no length, the end.
    try await withLoopbackServer {
      guard case .answer(_, let body) = service.reply($0, $1, $2) else { return .silence }
      return .bytes(Data("HTTP/1.0 200 OK\r\n\r\n".utf8) + body)
    } _: { server in
      let model = try RemoteClassifier(at: server.address)
      for _ in 0..<3 { #expect(try model.logits(for: images).count == 5) }
      #expect(server.connections == 4)
    }
  }

  @Test func chunkedAnswers() async throws {
    let service = Self.service()
    try await withLoopbackServer {
      guard case .answer(_, let body) = service.reply($0, $1, $2) else { return .silence }
      var bytes = Data("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
      for start in stride(from: 0, to: body.count, by: 17) {
        let part = body[(body.startIndex + start)..<min(body.endIndex, body.startIndex + start + 17)]
        bytes += Data("\(String(part.count, radix: 16)) ;x=y\r\n".utf8) + part + Data("\r\n".utf8)
      }
      return .bytes(bytes + Data("0\r\ntrailer: 1\r\n\r\n".utf8))
    } _: { server in
      let found = try RemoteClassifier(at: server.address).logits(for: images)
      let expected = try Self.network.logits(for: images)
      #expect(found.values.elements == expected.values.elements)
    }
  }

  @Test func statusesThatAreNot200() async throws {
    for status in [301, 404, 500, 503] {
      let error = try await error(.answer(status, Data("out of\n memory".utf8)))
      #expect(error?.kind == .callFailed && error?.found?.contains("\(status)") == true)
      #expect(error?.found?.hasSuffix("out of memory") == true && error?.location?.contains("tiny") == true)
    }
  }

  @Test func garbageInPlaceOfAnAnswer() async throws {
    var stream = RandomStream(RandomKey(seed: 8))
    for _ in 0..<4 {
      let bytes = Data((0..<500).map { _ in UInt8(truncatingIfNeeded: stream.next()) })
      #expect(try await error(.bytes(bytes)) != nil)
      #expect(try await error(.answer(200, bytes))?.location?.contains("POST") == true)
    }
    #expect(try await error(.answer(200, Data("<html>".utf8)))?.kind == .malformedData)
    #expect(try await error(.bytes(Data()))?.kind == .callFailed)
    #expect(try await error(.bytes(Data("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n".utf8)))?.kind == .malformedData)
    for length in ["-1", "99999999999", "9223372036854775807"] {
      let head = "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n"
      #expect(try await error(.bytes(Data(head.utf8))) != nil)
    }
    for chunk in ["x", "7fffffffffffffff", "ffffffffffffffff"] {
      let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)\r\nabc"
      #expect(try await error(.bytes(Data(head.utf8))) != nil)
    }
    #expect(try await error(.bytes(Data(repeating: 0x41, count: 1 << 17)))?.kind == .limitExceeded)
  }

  @Test func answersThatAreTooShort() async throws {
    guard case .answer(_, let body) = Self.service().reply("POST", "/", try Self.call(images)) else { return }
    for count in [0, 7, 40, body.count - 1] {
      let whole = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n"
      let cut = try await error(.bytes(Data(whole.utf8) + body.prefix(count)))
      #expect(cut?.kind == .callFailed && cut?.problem.contains("middle") == true)
      #expect(try await error(.answer(200, body.prefix(count)))?.kind == .malformedData)
    }
    guard case .answer(_, let fewer) = Self.service().reply("POST", "/", try Self.call(images.rows(0..<3))) else {
      return
    }
    #expect(try await error(.answer(200, fewer))?.kind == .contractBroken)
  }

  @Test func anAnswerThatDoesNotCome() async throws {
    let clock = ContinuousClock.now
    let error = try await error(.silence)
    #expect(error?.kind == .callFailed && error?.problem.contains("time") == true)
    #expect(ContinuousClock.now - clock < .seconds(30))
  }

  @Test func aCancelledCallEnds() async throws {
    let service = Self.service()
    let isAsked = AsyncStream<Void>.makeStream()
    try await withLoopbackServer {
      if $0 == "GET" { return service.reply($0, $1, $2) }
      isAsked.continuation.finish()
      return .silence
    } _: { server in
      let model = try RemoteClassifier(at: server.address, timeout: .seconds(600))
      let task = Task { [images] in try await BlockingWork.run { try model.logits(for: images) } }
      for await _ in isAsked.stream {}
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test func descriptionsThatSayTooLittle() async throws {
    let good = #"{"name": "m", "inputShape": [1, 2, 2], "classCount": 3}"#
    try await withLoopbackServer { _, _, _ in
      .answer(200, Data(good.utf8))
    } _: { server in
      try #expect(RemoteClassifier(at: server.address).classCount == 3)
    }
    for (part, other) in [
      (#""m""#, "1"), ("[1, 2, 2]", "[1, 4]"), ("[1, 2, 2]", "[1, -2, 2]"), ("[1, 2, 2]", "[1, 2.5, 2]"),
      ("[1, 2, 2]", "[100000, 100000, 100000]"), ("3}", "0}"), ("3}", "99999999999}"), ("3}", ""),
      ("3}", #"3, "classNames": ["a"]}"#), ("3}", #"3, "batchLimit": 0}"#), (#""name""#, #""title""#),
    ] {
      let error = try await descriptionError(good.replacing(part, with: other))
      #expect(error?.kind == .malformedData && error?.location?.hasPrefix("GET http://127") == true, "\(other)")
    }
  }

  @Test func addressesThatAreNone() {
    for text in ["", "http://", "127.0.0.1:80", "ftp://host/", "http://host:99999/", "http://u:p@host/", "http://a b/"]
    {
      let error = #expect(throws: AssayError.self) { try RemoteClassifier(at: text) }
      #expect(error?.kind == .invalidArgument, "\(text)")
    }
    let secret = #expect(throws: AssayError.self) { try RemoteClassifier(at: "https://host/") }
    #expect(secret?.kind == .unsupported && secret?.advice != nil)
  }

  /// The body of a call, made by hand.
  private static func call(_ images: Tensor) throws -> Data {
    var builder = TensorArchiveBuilder()
    try builder.append("images", shape: images.shape.dimensions, floats: images.elements)
    return builder.data()
  }
}
