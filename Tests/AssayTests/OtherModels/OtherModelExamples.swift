import Assay
import AssayFixtures
import AssayTestSupport
import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The examples of Documentation/OtherModels.md.
@Suite(.seed(4), .cases(40)) struct OtherModelExamples {
  private let data = Digits.test

  @Test func aClosure() async throws {
    let scanner = Scanner(network: try FixtureModel.digitsAdversarial)
    let model = FunctionClassifier("scanner", inputShape: [1, 8, 8], classCount: 10) { images in
      .logits(try scanner.scores(pixels: images.elements, count: images.shape[0]))
    }
    try await check(model, on: data, .accuracy(atLeast: 0.8))
    try await check(model, on: data, .accuracy(under: .square(.linf(0.1), queries: 50), atLeast: 0.5))
    #expect(model.usage.images > 40)
  }

  @Test func anActor() async throws {
    let engine = Engine(try FixtureModel.digitsAdversarial)
    let model = FunctionClassifier("engine", inputShape: [1, 8, 8], classCount: 10) { images in
      .logits(try await engine.scores(images))
    }
    try await check(model, on: data, .accuracy(atLeast: 0.8))
    try await check(model, on: data, .deletionFaithfulness(of: .occlusion()))
    try await forAll(.example(of: data)) { example in
      try #expect(model.probabilities(of: example.image).reduce(0, +) > 0.99)
    }
  }

  @Test func aServiceInAFormOfItsOwn() async throws {
    let network = try FixtureModel.digitsAdversarial
    try await withLoopbackServer { _, _, body in
      do {
        let call = try JSONDecoder().decode([String: [Float]].self, from: body)
        let pixels = call["pixels"] ?? []
        let images = Tensor(shape: [pixels.count / 64, 1, 8, 8], elements: pixels)
        let probabilities = try network.logits(for: images).probabilities
        let rows = (0..<images.shape[0]).map { probabilities.row($0) }
        return .answer(200, try JSONEncoder().encode(["probabilities": rows]))
      } catch { return .answer(500, Data("\(error)".utf8)) }
    } _: { server in
      let model = Self.scorer(at: try #require(URL(string: server.address)))
      try await check(model, on: data, .accuracy(atLeast: 0.8))
      try await check(model, on: data, .invariance(to: .brightness(by: 0.02), atLeast: 0.8))
    }
  }

  @Test func aServiceThatIsNotThere() async throws {
    let address = try await withLoopbackServer { _, _, _ in
      .silence
    } _: {
      $0.address
    }
    let model = Self.scorer(at: try #require(URL(string: address)))
    let error = #expect(throws: AssayError.self) { try model.label(of: data.examples(at: [0])[0].image) }
    #expect(error?.kind == .callFailed && error?.problem == "the model scorer did not answer")
  }

  private static func scorer(at url: URL) -> FunctionClassifier {
    struct Reply: Decodable { let probabilities: [[Float]] }

    return FunctionClassifier("scorer", inputShape: [1, 8, 8], classCount: 10, batchLimit: 32) { images in
      var request = URLRequest(url: url, timeoutInterval: 10)
      request.httpMethod = "POST"
      request.httpBody = try JSONEncoder().encode(["pixels": images.elements])
      let (data, response) = try await URLSession.shared.data(for: request)
      guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw URLError(.badServerResponse) }
      return .probabilities(try JSONDecoder().decode(Reply.self, from: data).probabilities)
    }
  }
}

/// An engine with an interface of its own.
private struct Scanner {
  let network: Network

  func scores(pixels: [Float], count: Int) throws -> [[Float]] {
    let logits = try network.logits(for: Tensor(shape: [count, 1, 8, 8], elements: pixels))
    return (0..<count).map { logits.row($0) }
  }
}

/// A model that one task at a time may use.
private actor Engine {
  private let network: Network
  init(_ network: Network) { self.network = network }

  func scores(_ images: Tensor) throws -> Tensor { try network.logits(for: images).values }
}
