import AssayBase
import AssayNetworks
import AssayTensor
import Testing

/// A model from outside that does not keep its contract is told so.
@Suite struct ContractTests {
  private struct Outsider: Classifier {
    let name = "outsider"
    let inputShape: Shape = [1, 2, 2]
    let classCount = 3
    let answer: @Sendable (Int) -> Tensor
    func logits(for images: Tensor) throws -> Logits { Logits(answer(images.shape[0])) }
  }

  private let images = Tensor.zeros([4, 1, 2, 2])

  private func kind(_ answer: @escaping @Sendable (Int) -> Tensor) -> AssayError? {
    do {
      _ = try Outsider(answer: answer).checkedLogits(for: images)
      return nil
    } catch { return error as? AssayError }
  }

  @Test func goodLogitsPass() { #expect(kind { .zeros([$0, 3]) } == nil) }

  @Test func wrongCountsAreNamed() {
    for shape in [[3, 3], [5, 3], [4, 2], [0, 3]] as [Shape] {
      let error = kind { _ in .zeros(shape) }
      #expect(error?.kind == .contractBroken && error?.expected == "4×3" && error?.found == shape.description)
    }
  }

  @Test func numbersThatAreNoneAreNamed() {
    let error = kind { count in
      Tensor(shape: [count, 3], elements: (0..<count * 3).map { $0 == 7 ? .nan : 0 })
    }
    #expect(error?.kind == .notFinite && error?.location?.contains("image 2") == true)
  }

  @Test func labelsAreChecked() {
    let model = Outsider { .zeros([$0, 3]) }
    #expect(throws: Never.self) { try model.check(labels: [0, 1, 2], count: 3) }
    for labels in [[0, 1], [0, 1, 3], [0, -1, 2]] {
      #expect(throws: AssayError.self) { try model.check(labels: labels, count: 3) }
    }
  }
}
