import AssayBase
import AssayDatasets
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import Synchronization
import Testing

/// How often a model is asked, and how often about the same image: each call to a service takes time.
@Suite struct QuestionCountTests {
  /// Remembers which images were asked about, by their bits.
  private final class Ledger: Sendable {
    private let counts = Mutex<[[UInt32]: Int]>([:])

    func note(_ images: Tensor) {
      counts.withLock { counts in
        for row in 0..<images.shape[0] { counts[images.rows([row]).elements.map(\.bitPattern), default: 0] += 1 }
      }
    }

    /// The number of different images, and the questions beyond one for each.
    var figures: (images: Int, repeats: Int) {
      counts.withLock { ($0.count, $0.values.reduce(0) { $0 + $1 - 1 }) }
    }
  }

  private static func recorded(_ network: Network) -> (model: FunctionClassifier, ledger: Ledger) {
    let ledger = Ledger()
    let model = FunctionClassifier("recorded", inputShape: network.inputShape, classCount: network.classCount) {
      (images: Tensor) throws -> ClassifierAnswer in
      ledger.note(images)
      return .logits(try network.logits(for: images).values)
    }
    return (model, ledger)
  }

  @Test func accuracyAsksOncePerExample() async throws {
    let (model, ledger) = Self.recorded(try FixtureModel.digitsStandard)
    let found = try await verdict(.accuracy(atLeast: 0.3), of: model, on: Digits.test.prefix(100))
    #expect(found.outcome == .holds && model.usage.images <= 96 && ledger.figures.repeats == 0)
  }

  /// Of an attack by answers, what comes back is asked about once more, and hardly anything else.
  @Test func aSearchAsksAgainOnlyToConfirm() async throws {
    let (model, ledger) = Self.recorded(try FixtureModel.digitsStandard)
    let (images, labels) = try Digits.test.batch(at: Array(0..<100))
    let result = try ComputeContext.with(threads: 1) {
      try Attack.square(.linf(0.2), queries: 60).run(on: model, images: images, labels: labels, key: RandomKey(seed: 2))
    }
    let attacked = result.fates.count { !$0.wasMisclassified }
    // Small images make a proposal come up again by chance, after others were kept or not, a few times in a hundred.
    let (figures, asked) = (ledger.figures, model.usage.images)
    #expect(
      figures.repeats >= attacked && figures.repeats - attacked <= asked / 25, "\(figures), \(attacked), \(asked)")
    #expect(result.fates.reduce(0) { $0 + $1.queries } == model.usage.images)
    // A call for the clean images, one for each round of proposals and one to confirm, in each of the two parts.
    #expect(model.usage.calls <= 2 * 62, "\(model.usage)")
  }
}
