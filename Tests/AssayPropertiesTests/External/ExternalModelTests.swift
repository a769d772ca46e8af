import AssayBase
import AssayDatasets
import AssayExplanations
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import AssayTestSupport
import Synchronization
import Testing

/// Checks of models that only answer: an actor and a service give the verdicts of the network behind them.
@Suite struct ExternalModelTests {
  /// A network that one task at a time may use.
  private actor Engine {
    private let network: Network

    init(_ network: Network) { self.network = network }

    func scores(_ images: Tensor) async throws -> Tensor {
      await Task.yield()
      return try network.logits(for: images).values
    }
  }

  private static func waiting(_ network: Network) -> FunctionClassifier {
    let engine = Engine(network)
    return FunctionClassifier("engine", inputShape: network.inputShape, classCount: network.classCount) { images in
      .logits(try await engine.scores(images))
    }
  }

  private typealias Claim = Property<FunctionClassifier>

  /// Claims of every kind that answers are enough for.
  private static let claims: [Claim] = [
    .accuracy(atLeast: 0.9), .logitsIndependentOfTheBatch, .evaluationIsDeterministic,
    .invariance(to: .shift(by: 1), atLeast: 0.5), .worstClassGap(within: 0.5),
    .accuracy(under: .square(.linf(0.1), queries: 50), atLeast: 0.2),
    .accuracy(under: .noise(.linf(0.1)), atLeast: 0.5),
    .minimumDistance(by: .boundary(steps: 30), atLeast: 0.01),
    .minimumDistance(by: .hopSkipJump(steps: 1, neighbours: 10), atLeast: 0.01),
    .deletionFaithfulness(of: .occlusion()),
    .sparseness(of: .lime(LIME(segmentation: .grid(rows: 4, columns: 4), samples: 100, seed: 1)), atLeast: 0.05),
  ]

  @Test(arguments: [1, 2])
  func manyChecksOfAnActorAtOnce(threads: Int) async throws {
    let network = try FixtureModel.digitsStandard
    let (direct, engine) = (FunctionClassifier(answersOf: network), Self.waiting(network))
    let data = try Digits.test.prefix(48)
    var context = ComputeContext.current
    context.threads = threads
    try await ComputeContext.$current.withValue(context) {
      try await withThrowingTaskGroup(of: (Verdict, Verdict).self) { group in
        for claim in Self.claims {
          group.addTask {
            async let first = verdict(claim, of: direct, on: data, cases: 16)
            async let second = verdict(claim, of: engine, on: data, cases: 16)
            return try await (first, second)
          }
        }
        for try await (expected, found) in group {
          #expect(found.outcome == expected.outcome && found.estimate == expected.estimate, "\(found.summary)")
          #expect(found.counterexample?.failing == expected.counterexample?.failing, "\(found.summary)")
        }
      }
    }
    #expect(engine.usage == direct.usage)
  }

  @Test func aService() async throws {
    let network = try FixtureModel.digitsStandard
    let service = ModelService("digits", inputShape: [1, 8, 8], classCount: 10) { try network.logits(for: $0).values }
    try await withLoopbackServer(service.reply) { server in
      let model = try RemoteClassifier(at: server.address)
      let data = try Digits.test.prefix(48)
      let attack = Attack.square(.linf(0.3), queries: 100)
      let direct = FunctionClassifier(answersOf: network)
      let expected = try await verdict(.accuracy(under: attack, atLeast: 0.9), of: direct, on: data)
      let found = try await verdict(.accuracy(under: attack, atLeast: 0.9), of: model, on: data)
      #expect(found.outcome == .falsified && found.estimate == expected.estimate && found.model == "digits")
      #expect(found.counterexample?.failing == expected.counterexample?.failing)
      #expect(server.requests == model.usage.calls + 1)
    }
  }

  @Test func aServiceThatFailsEndsTheCheck() async throws {
    let asked = Mutex(0)
    let service = ModelService("frail", inputShape: [1, 8, 8], classCount: 10) { images in
      let number = asked.withLock { count in
        count += 1
        return count
      }
      if number > 3 { throw AssayError(.limitExceeded, "out of memory") }
      return .zeros([images.shape[0], 10])
    }
    try await withLoopbackServer(service.reply) { server in
      let model = try RemoteClassifier(at: server.address)
      let error = await fault { try await verdict(.evaluationIsDeterministic, of: model) }
      #expect(error?.kind == .callFailed && error?.found?.contains("out of memory") == true)
    }
  }

  @Test func aBudgetOfImagesEndsTheCheck() async throws {
    let model = FunctionClassifier(answersOf: try FixtureModel.digitsStandard, imageLimit: 100)
    let error = await fault { try await verdict(.evaluationIsDeterministic, of: model) }
    #expect(error?.kind == .limitExceeded && model.usage.images <= 100)
  }

  @Test func aCancelledCheckEndsInTheMiddleOfACall() async throws {
    let isAsked = AsyncStream<Void>.makeStream()
    let model = FunctionClassifier("slow", inputShape: [1, 8, 8], classCount: 10) { images in
      isAsked.continuation.finish()
      try await Task.sleep(for: .seconds(600))
      return .logits(.zeros([images.shape[0], 10]))
    }
    let task = Task { try await verdict(.accuracy(under: .square(.linf(0.1)), atLeast: 0.5), of: model) }
    for await _ in isAsked.stream {}
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func aCancelledCheckAsksNoMore() async throws {
    let isAsked = AsyncStream<Void>.makeStream()
    let model = FunctionClassifier("many calls", inputShape: [1, 8, 8], classCount: 10) {
      (images: Tensor) throws -> ClassifierAnswer in
      isAsked.continuation.finish()
      return .logits(.zeros([images.shape[0], 10]))
    }
    let task = Task {
      try await verdict(
        .always("asks for ever") { model, example in
          while true { _ = try model.label(of: example.image) }
        }, of: model)
    }
    for await _ in isAsked.stream {}
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
