import AssayBase
import AssayNetworks
import AssayPerturbations
import AssayTensor
import Testing

/// Settings, labels, pixels and models that cannot be worked with are refused by name.
@Suite struct AttackErrorTests {
  private let model = Network(.digitsSmall, key: RandomKey(seed: 89))
  private let images = Tensor.uniform(0, 1, shape: [3, 1, 8, 8], key: RandomKey(seed: 90))

  private func error(_ attack: Attack, labels: [Int] = [0, 1, 2], images: Tensor? = nil, indices: [Int]? = nil)
    -> AssayError?
  {
    fault {
      _ = try attack.run(
        on: model, images: images ?? self.images, labels: labels, indices: indices, key: RandomKey(seed: 0))
    }
  }

  @Test func sizesOutOfRange() {
    for epsilon in [-0.1, .nan, .infinity, -.infinity] {
      for norm in Norm.allCases {
        for attack in [Attack.fgsm(PerturbationBall(norm, epsilon)), .pgd(PerturbationBall(norm, epsilon))] {
          let error = error(attack)
          #expect(error?.kind == .invalidArgument && error?.location == "epsilon" && error?.found == "\(epsilon)")
        }
      }
    }
  }

  @Test func stepsAndRestartsOutOfRange() {
    for count in [0, -1] {
      let steps = error(.pgd(.linf(0.1), steps: count))
      #expect(steps?.kind == .invalidArgument && steps?.location == "steps" && steps?.found == "\(count)")
      let restarts = error(.pgd(.linf(0.1), restarts: count))
      #expect(restarts?.kind == .invalidArgument && restarts?.location == "restarts")
    }
    for size in [-0.1, .nan, .infinity] {
      let error = error(.pgd(.linf(0.1), stepSize: size))
      #expect(error?.kind == .invalidArgument && error?.location == "stepSize")
    }
  }

  @Test func labelsTargetsAndIndicesOutOfRange() {
    for labels in [[0, 1, 10], [0, -1, 2]] {
      #expect(error(.fgsm(.linf(0.1)), labels: labels)?.kind == .invalidArgument)
    }
    #expect(error(.fgsm(.linf(0.1)), labels: [0, 1])?.kind == .shapeMismatch)
    for target in [10, -1] {
      let error = error(.pgd(.linf(0.1), target: .label(target)))
      #expect(error?.kind == .invalidArgument && error?.location == "target" && error?.found == "\(target)")
    }
    #expect(error(.fgsm(.linf(0.1)), indices: [4])?.location == "indices")
  }

  @Test func pixelsOutsideTheBox() {
    for value in [-0.001, 1.001, Float.nan, .infinity] {
      var elements = images.elements
      elements[64 + 7] = value
      let error = error(.fgsm(.linf(0.1)), images: Tensor(shape: images.shape, elements: elements))
      #expect(error?.kind == .invalidArgument && error?.location == "image 1" && error?.found == "\(value)")
    }
  }

  @Test func imagesOfOtherShapes() {
    for shape in [[3, 1, 8, 9], [3, 3, 8, 8], [3, 64]] as [Shape] {
      let error = error(.fgsm(.linf(0.1)), images: .zeros(shape))
      #expect(error?.kind == .shapeMismatch && error?.found == shape.description)
    }
  }

  @Test func modelsThatBreakTheirContract() {
    let images = Tensor(repeating: 0.5, shape: [2, 1, 3, 3])
    func error(_ answer: @escaping @Sendable (Int) -> Tensor) -> AssayError? {
      fault {
        _ = try Attack.pgd(.linf(0.1), steps: 2).run(
          on: ScriptedModel(answer: answer), images: images, labels: [0, 0], key: RandomKey(seed: 0))
      }
    }
    #expect(error { .zeros([$0, 3]) } == nil)
    #expect(error { .zeros([$0 + 1, 3]) }?.kind == .contractBroken)
    #expect(error { .zeros([$0, 4]) }?.kind == .contractBroken)
    #expect(error { Tensor(repeating: .nan, shape: [$0, 3]) }?.kind == .notFinite)
    #expect(error { Tensor(repeating: .infinity, shape: [$0, 3]) }?.kind == .notFinite)
  }

  /// A gradient that is no number must neither trap nor end in pixels that are none.
  @Test func gradientsThatAreNoNumbers() throws {
    let model = OddGradientModel()
    let images = Tensor(repeating: 0.5, shape: [2, 1, 3, 3])
    for attack in [Attack.fgsm(.linf(0.1)), .fgsm(.l2(0.1)), .pgd(.linf(0.1), steps: 3), .pgd(.l2(0.1), steps: 3)] {
      do {
        let result = try attack.run(on: model, images: images, labels: [0, 0], key: RandomKey(seed: 0))
        #expect(result.images.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
      } catch { #expect(error is AssayError) }
    }
  }
}

/// A model with sound logits and a gradient that is no number.
private struct OddGradientModel: DifferentiableClassifier {
  let name = "odd gradient"
  let inputShape: Shape = [1, 3, 3]
  let classCount = 2

  func logits(for images: Tensor) throws -> Logits {
    Logits(Tensor(shape: [images.shape[0], 2], elements: (0..<2 * images.shape[0]).map { Float(1 - $0 % 2) }))
  }

  func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    (try logits(for: images), { _ in Tensor(repeating: .nan, shape: images.shape) })
  }
}
