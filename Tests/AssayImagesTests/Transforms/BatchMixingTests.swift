import AssayBase
import AssayImages
import AssayTensor
import Testing

@Suite struct BatchMixingTests {
  private let images = Pictures.batch(8, 3, 10, 12)
  private let labels = [0, 1, 2, 3, 0, 1, 2, 3]

  private func shares(_ targets: Tensor) -> [[Float]] {
    (0..<8).map { row in Array(targets.elements[(row * 4)..<(row * 4 + 4)]) }
  }

  @Test(arguments: [BatchMixing.mixUp(alpha: 0.4), .cutMix(alpha: 1)], 0..<5)
  func targetsAreSharesOfTheClasses(_ mixing: BatchMixing, seed: Int) throws {
    let key = RandomKey(seed: UInt64(seed))
    let (mixed, targets) = try mixing.applied(to: images, labels: labels, classCount: 4, key: key)
    #expect(mixed.shape == images.shape && targets.shape == [8, 4])
    for (row, shares) in shares(targets).enumerated() {
      #expect(abs(shares.reduce(0, +) - 1) < 1e-6 && shares.allSatisfy { $0 >= 0 } && shares[labels[row]] > 0)
    }
    let again = try mixing.applied(to: images, labels: labels, classCount: 4, key: key)
    #expect(haveSameBits(again.images, mixed) && haveSameBits(again.targets, targets))
  }

  /// The share of an image's pixels that are its own is its share of the target, but for partners of its class.
  @Test(arguments: 0..<5)
  func pastedPixelsAreCounted(seed: Int) throws {
    let distinct = Array(0..<8)
    let (mixed, targets) = try BatchMixing.cutMix(alpha: 1)
      .applied(to: images, labels: distinct, classCount: 8, key: RandomKey(seed: UInt64(seed)))
    let (old, new) = (images.elements, mixed.elements)
    for row in 0..<8 {
      let own = (row * 360..<row * 360 + 360).count { old[$0] == new[$0] }
      #expect(abs(Float(own) / 360 - targets.elements[row * 8 + row]) < 1e-6)
    }
  }

  @Test func sumsLieBetween() throws {
    let (mixed, targets) = try BatchMixing.mixUp(alpha: 1)
      .applied(to: images, labels: Array(0..<8), classCount: 8, key: RandomKey(seed: 4))
    let order = (0..<8).map { row in (0..<8).first { $0 != row && targets.elements[row * 8 + $0] > 0 } ?? row }
    for row in 0..<8 {
      let share = targets.elements[row * 8 + row]
      let expected = images.rows([row]) * share + images.rows([order[row]]) * (1 - share)
      #expect(zip(expected.elements, mixed.rows([row]).elements).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func whatDoesNotFitIsRefused() {
    func kind(_ mixing: BatchMixing, _ labels: [Int]) -> AssayError.Kind? {
      do {
        _ = try mixing.applied(to: images, labels: labels, classCount: 4, key: RandomKey(seed: 1))
      } catch { return (error as? AssayError)?.kind }
      return nil
    }
    #expect(
      kind(.mixUp(alpha: 0), labels) == .invalidArgument && kind(.cutMix(alpha: .infinity), labels) == .invalidArgument)
    #expect(kind(.mixUp(alpha: 1), [0]) == .shapeMismatch)
    #expect(kind(.mixUp(alpha: 1), [0, 1, 2, 3, 4, 0, 0, 0]) == .invalidArgument)
  }
}
