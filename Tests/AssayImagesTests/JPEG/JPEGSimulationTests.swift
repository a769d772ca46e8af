import AssayBase
import AssayImages
import AssayTensor
import AssayTestSupport
import Testing

@Suite struct JPEGSimulationTests {
  private static func images(channels: Int, height: Int, width: Int) -> Tensor {
    .uniform(0.2, 0.8, shape: [2, channels, height, width], key: RandomKey(seed: 5))
  }

  @Test(arguments: JPEG.Subsampling.allCases, [1, 3])
  func withoutRoundingOnlyChromaIsLost(subsampling: JPEG.Subsampling, channels: Int) throws {
    let jpeg = try JPEGSimulation(quality: 30, subsampling: subsampling)
    for (height, width) in [(16, 32), (13, 21), (1, 3)] {
      let images = Self.images(channels: channels, height: height, width: width)
      let back = jpeg(images, rounding: .none)
      #expect(back.shape == images.shape)
      guard channels == 1 || subsampling == .none else { continue }
      #expect((back - images).absolute().elements.allSatisfy { $0 < 1e-4 })
    }
  }

  @Test func roundTripComesCloseToAFile() throws {
    let values: [Float] = (0..<(3 * 24 * 16)).map { index in
      let (column, row, channel) = (index % 16, index / 16 % 24, index / 384)
      return Float(40 + column * 6 + row * 3 + channel * 20) / 255
    }
    let image = try Image(size: ImageSize(channels: 3, height: 24, width: 16), values: values)
    let file = Image(try JPEG.decode(JPEG.encode(ByteImage(image), quality: 60, subsampling: .none)))
    let tensor = Tensor(shape: [1, 3, 24, 16], elements: Image(try ByteImage(image)).values)
    let simulated = try JPEGSimulation(quality: 60, subsampling: .none)(tensor).elements
    let total = zip(simulated, file.values).reduce(Float(0)) { $0 + abs($1.0 - $1.1) }
    #expect(total / Float(simulated.count) < 0.01)
  }

  @Test func coefficientsAreDifferentiable() throws {
    let jpeg = try JPEGSimulation(quality: 80)
    var coefficients = jpeg.coefficients(of: Self.images(channels: 3, height: 16, width: 16)).rounded(.nearest)
    let planes = coefficients.planes
    let shapes: [Shape] = planes.map { $0.shape }
    #expect(shapes == [[2, 4, 64], [2, 1, 64], [2, 1, 64]])
    let (value, gradients) = valueAndGradient(at: planes) { planes in
      coefficients.planes = planes
      return jpeg.images(from: coefficients).squared().sum()
    }
    #expect(value.elements[0].isFinite)
    // A step along the gradient of the first coefficient, which moves a whole block.
    for (index, gradient) in gradients.enumerated() {
      let first = gradient.elements[0]
      var moved = planes
      var elements = planes[index].elements
      elements[0] += 0.01
      moved[index] = Tensor(shape: planes[index].shape, elements: elements)
      coefficients.planes = moved
      let change = jpeg.images(from: coefficients).squared().sum().elements[0] - value.elements[0]
      #expect(abs(change / 0.01 - first) <= 0.05 * abs(first) + 0.05)
    }
  }

  @Test func resultsDoNotDependOnTheBatch() throws {
    let jpeg = try JPEGSimulation(quality: 40)
    let images = Self.images(channels: 3, height: 20, width: 12)
    let together = jpeg(images, rounding: .smooth)
    for row in 0..<2 {
      #expect(jpeg(images.rows([row]), rounding: .smooth).elements == together.rows([row]).elements)
    }
  }

  @Test func qualityIsChecked() {
    #expect(fault { try JPEGSimulation(quality: 0) }?.kind == .invalidArgument)
  }
}
