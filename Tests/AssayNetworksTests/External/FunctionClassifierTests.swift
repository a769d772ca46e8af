import AssayBase
import AssayNetworks
import AssayTensor
import Foundation
import Synchronization
import Testing

/// A model made of a closure: its answers in all forms, its limits, and what is said of it when it fails.
@Suite struct FunctionClassifierTests {
  private let images = Tensor.uniform(0, 1, shape: [5, 1, 2, 2], key: RandomKey(seed: 5))

  private func model(
    batchLimit: Int? = nil, imageLimit: Int? = nil, _ answer: @escaping @Sendable (Tensor) throws -> ClassifierAnswer
  ) -> FunctionClassifier {
    FunctionClassifier(
      "outsider", inputShape: [1, 2, 2], classCount: 3, batchLimit: batchLimit, imageLimit: imageLimit, answer: answer)
  }

  /// The sums of each image's pixels, times 1, 2 and 3.
  private static func scores(_ images: Tensor) -> Tensor {
    let sums = images.flattened().linear(weight: Tensor(repeating: 1, shape: [1, 4]), bias: nil).elements
    return Tensor(shape: [images.shape[0], 3], elements: sums.flatMap { [$0, 2 * $0, 3 * $0] })
  }

  private func error(_ answer: @escaping @Sendable (Int) throws -> ClassifierAnswer) -> AssayError? {
    do {
      _ = try model { try answer($0.shape[0]) }.logits(for: images)
      return nil
    } catch { return error as? AssayError }
  }

  @Test func aClosureThatReturnsLogits() throws {
    let model = FunctionClassifier("sum", inputShape: [1, 2, 2], classCount: 3) { images in
      .logits(Self.scores(images))
    }
    #expect(try model.logits(for: images).values.elements == Self.scores(images).elements)
    #expect(model.usage == ModelUsage(calls: 1, images: 5))
    #expect(try model.logits(for: .zeros([0, 1, 2, 2])).count == 0 && model.usage.calls == 1)
  }

  @Test func aClosureThatWaits() throws {
    let model = FunctionClassifier("later", inputShape: [1, 2, 2], classCount: 3) { images in
      try await Task.sleep(for: .milliseconds(1))
      return .logits(Self.scores(images))
    }
    #expect(try model.logits(for: images).values.elements == Self.scores(images).elements)
  }

  @Test func rowsOfNumbers() throws {
    let model = model { images in .logits((0..<images.shape[0]).map { [Float($0), 0, 1] }) }
    #expect(try model.logits(for: images).row(3) == [3, 0, 1])
  }

  @Test func probabilitiesBecomeTheirLogarithms() throws {
    let model = model { .probabilities([[Float]](repeating: [0.5, 0.5, 0], count: $0.shape[0])) }
    let logits = try model.logits(for: images)
    let row = logits.row(0)
    #expect((row[0] + 0.6931472).magnitude < 1e-6 && row[1] == row[0] && row[2] < -87 && row[2].isFinite)
    #expect(logits.probabilities.row(0)[2] < 1e-37 && logits.probabilities.row(0)[0] == 0.5)
  }

  @Test func labelsBecomeSteps() throws {
    let model = model { .labels((0..<$0.shape[0]).map { $0 % 3 }) }
    #expect(try model.logits(for: images).values.elements == [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0])
  }

  @Test func answersThatAreNone() {
    #expect(error { .logits(.zeros([$0, 3])) } == nil)
    for shape in [[4, 3], [5, 2], [15], [5, 3, 1]] as [Shape] {
      let error = error { _ in .logits(.zeros(shape)) }
      #expect(error?.kind == .contractBroken && error?.found == "\(shape)" && error?.expected == "5×3")
    }
    #expect(error { _ in .logits([[0, 0, 0]]) }?.found == "1 rows")
    #expect(error { .logits([[Float]](repeating: [0, 0], count: $0)) }?.location == "image 0 of the batch")
    #expect(error { .logits(Tensor(repeating: .nan, shape: [$0, 3])) }?.kind == .notFinite)
    #expect(error { .probabilities(Tensor(repeating: .nan, shape: [$0, 3])) }?.kind == .notFinite)
    #expect(error { .probabilities(.zeros([$0, 3])) }?.kind == .contractBroken)
    #expect(error { .probabilities([[Float]](repeating: [2, -1, 0], count: $0)) }?.kind == .contractBroken)
    #expect(error { .labels([Int](repeating: 3, count: $0)) }?.found == "3")
    #expect(error { .labels([Int](repeating: 0, count: $0 - 1)) }?.found == "4 labels")
    let all = error { _ in .logits([]) }
    #expect(all?.description.contains("the model outsider") == true)
  }

  @Test func whatTheClosureThrowsNamesTheModel() {
    let ours = error { _ in throw AssayError(.malformedData, "odd bytes") }
    #expect(ours?.kind == .malformedData && ours?.location == "the model outsider")
    let others = error { _ in throw CocoaError(.fileNoSuchFile) }
    #expect(others?.kind == .callFailed && others?.problem == "the model outsider did not answer")
    #expect(throws: CancellationError.self) {
      try model { _ in throw CancellationError() }.logits(for: images)
    }
  }

  @Test func batchesAreCut() throws {
    let sizes = Mutex<[Int]>([])
    let model = model(batchLimit: 2) { images in
      sizes.withLock { $0.append(images.shape[0]) }
      return .logits(Self.scores(images))
    }
    #expect(try model.logits(for: images).values.elements == Self.scores(images).elements)
    #expect(sizes.withLock { $0 } == [2, 2, 1] && model.usage == ModelUsage(calls: 3, images: 5))
  }

  @Test func questionsAreCountedUpToALimit() throws {
    let model = model(imageLimit: 8) { .logits(Self.scores($0)) }
    _ = try model.logits(for: images)
    let error = #expect(throws: AssayError.self) { try model.logits(for: images) }
    #expect(error?.kind == .limitExceeded && error?.location == "imageLimit" && model.usage.images == 5)
    _ = try model.logits(for: images.rows([0, 1, 2]))
    #expect(model.usage == ModelUsage(calls: 2, images: 8))
  }

  @Test func imagesOfAnotherShapeAreNotAskedAbout() {
    let model = model { .logits(Self.scores($0)) }
    #expect(throws: AssayError.self) { try model.logits(for: .zeros([1, 1, 2, 3])) }
    #expect(model.usage.calls == 0)
  }
}
