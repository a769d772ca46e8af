import AssayBase
import AssayImages
import AssayTensor
import Testing

@Suite struct ColourTests {
  private func colour(_ red: Float, _ green: Float, _ blue: Float) throws -> Image {
    try Image(size: ImageSize(channels: 3, height: 1, width: 1), values: [red, green, blue])
  }

  private func areClose(_ x: Image, _ y: Image, within: Float = 1e-6) throws -> Bool {
    try x.linfDistance(to: y) <= within
  }

  @Test func factorsOfOneChangeNothing() throws {
    let image = try Pictures.noise(3, 5, 6)
    #expect(image.brightnessAdjusted(by: 1) == image && image.contrastAdjusted(by: 1) == image)
    #expect(image.saturationAdjusted(by: 1) == image && image.hueShifted(by: 0) == image)
    #expect(image.gammaCorrected(1) == image && image.polarized(p: 2) == image)
    #expect(image.grayscaled().grayscaled() == image.grayscaled())
  }

  @Test func huesGoRoundTheCircle() throws {
    let red = try colour(0.75, 0.25, 0.25)
    #expect(try areClose(red.hueShifted(by: 1.0 / 3), colour(0.25, 0.75, 0.25)))
    #expect(try areClose(red.hueShifted(by: -1.0 / 3), colour(0.25, 0.25, 0.75)))
    #expect(try areClose(red.hueShifted(by: 0.5), colour(0.25, 0.75, 0.75)))
    let image = try Pictures.noise(3, 9, 9)
    #expect(try areClose(image.hueShifted(by: 0.3).hueShifted(by: -0.3), image, within: 1e-5))
    #expect(try areClose(image.hueShifted(by: 1), image, within: 1e-5))
  }

  @Test func hueSaturationAndValueHoldTheColour() throws {
    let batch = Pictures.batch(3, 3, 8, 8)
    let back = batch.hsvFromRGB().rgbFromHSV()
    #expect(zip(back.elements, batch.elements).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(try colour(0.5, 0.5, 0.5).tensor.hsvFromRGB().elements == [0, 0, 0.5])
    #expect(try colour(0, 0, 0).tensor.hsvFromRGB().elements == [0, 0, 0])
    #expect(try colour(0, 0, 1).tensor.hsvFromRGB().elements == [Float(4) / 6, 1, 1])
  }

  @Test func extremesAreWhatTheirNamesSay() throws {
    let image = try Pictures.noise(3, 7, 7)
    #expect(try areClose(image.saturationAdjusted(by: 0), image.grayscaled(channels: 3)))
    #expect(image.brightnessAdjusted(by: 0).values.allSatisfy { $0 == 0 })
    let mean = image.grayscaled().values.reduce(0, +) / 49
    #expect(image.contrastAdjusted(by: 0).values.allSatisfy { abs($0 - mean) < 1e-6 })
    #expect(image.polarized(p: 1e6).values.allSatisfy { $0 < 1e-4 || $0 > 1 - 1e-4 })
    let edge = try Image(size: ImageSize(channels: 1, height: 1, width: 3), values: [0, 0.5, 1])
    #expect(edge.gammaCorrected(2.2).values[0] == 0 && edge.gammaCorrected(0.5).values[2] == 1)
    #expect(edge.polarized(p: 64) == edge && edge.hueShifted(by: 0.2) == edge)
  }

  @Test func blackHasNoGradientOfGamma() {
    let zeros = Tensor.zeros([1, 1, 2, 2])
    let gradient = valueWithPullback(at: [zeros]) { $0[0].gammaCorrected(0.5) }.pullback(zeros + 1)[0]
    #expect(gradient.elements == [0, 0, 0, 0])
  }
}
