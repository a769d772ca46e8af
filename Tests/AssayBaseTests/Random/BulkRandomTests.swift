import AssayBase
import AssayTensor
import Testing

/// The kernels that fill tensors draw the very words of the scalar generator.
@Suite struct BulkRandomTests {
  private let key = RandomKey(seed: 31).derived("bulk")

  @Test(arguments: [0, 1, 3, 4, 5, 17, 64, 1001])
  func uniformNumbers(_ count: Int) {
    var stream = RandomStream(key)
    let expected = (0..<count).map { _ in stream.uniform(-0.5, 2) }
    #expect(Tensor.uniform(-0.5, 2, shape: [count], key: key).elements == expected)
  }

  @Test func uniformImagesAreFilledAsStored() {
    let images = Tensor.uniform(0, 1, shape: [2, 3, 4, 5], key: key)
    #expect(
      Array(UnsafeBufferPointer(start: images.pointer, count: 120))
        == Tensor.uniform(0, 1, shape: [120], key: key).elements)
  }

  @Test func aLongerFillBeginsAsAShorterOne() {
    let long = Tensor.normal(shape: [1003], key: key).elements
    for count in [1, 2, 7, 64, 501] {
      #expect(Tensor.normal(shape: [count], key: key).elements == Array(long.prefix(count)))
    }
  }

  @Test func normalNumbersHaveTheirMoments() {
    let count = 20_000
    let sample = Tensor.normal(shape: [count], key: key)
    let mean = Double(sample.mean().scalar)
    let variance = Double(sample.squared().mean().scalar)
    let fourth = Double(sample.squared().squared().mean().scalar)
    // Five standard errors: those of the mean, the variance (2/n) and the fourth moment (96/n).
    #expect(mean.magnitude < 5 * (1 / Double(count)).squareRoot())
    #expect((variance - 1).magnitude < 5 * (2 / Double(count)).squareRoot())
    #expect((fourth - 3).magnitude < 5 * (96 / Double(count)).squareRoot())
    #expect(sample.elements.allSatisfy { $0.isFinite })
  }

  @Test func masksKeepTheirShare() {
    let count = 20_000
    for keeping in [0.2, 0.75, 1] {
      let mask = Tensor.dropoutMask(shape: [count], keeping: keeping, key: key).elements
      #expect(Set(mask).isSubset(of: [0, Float(1 / keeping)]))
      let kept = Double(mask.count { $0 > 0 })
      #expect((kept - keeping * Double(count)).magnitude <= 5 * (keeping * (1 - keeping) * Double(count)).squareRoot())
    }
  }
}
