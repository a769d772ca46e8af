import AssayBase
import AssayImages
import AssayTensor
import Testing

@Suite struct HeatMapTests {
  private func map(_ values: [Float], channels: Int = 1, width: Int) -> Tensor {
    Tensor(shape: [channels, values.count / channels / width, width], elements: values)
  }

  @Test func channelsAreReduced() throws {
    let colour = map([1, -2, 3, 0, -4, 2, 1, 0, 1, 1, -1, 0], channels: 3, width: 2)
    #expect(try HeatMap(colour).values == [-2, 1, 3, 0])
    #expect(try HeatMap(colour, channels: .largestMagnitude).values == [4, 2, 3, 0])
    #expect(try HeatMap(colour, channels: .summedMagnitude).values == [6, 5, 5, 0])
    #expect(try HeatMap(colour).isSigned && !HeatMap(colour, channels: .summedMagnitude).isSigned)
    let batch = Tensor(shape: [1, 3, 2, 2], elements: colour.elements)
    #expect(try HeatMap(batch) == HeatMap(colour))
  }

  @Test func extremePixelsDoNotFadeTheOthers() throws {
    var values = (1...101).map { Float($0) }
    #expect(try HeatMap(map(values, width: 101)).limit == 100)
    values[100] = -1e6
    #expect(try HeatMap(map(values, width: 101)).limit == 100)
    #expect(try HeatMap(map(values, width: 101), clipping: 100).limit == 1e6)
    #expect(try HeatMap(map(values, width: 101), clipping: 99.5).limit == 100 + (1e6 - 100) / 2)
    #expect(try HeatMap(map(values.reversed(), width: 1), clipping: 50).limit == 51)
  }

  @Test func fewPixelsThatMatterAreSeen() throws {
    var values = [Float](repeating: 0, count: 1000)
    values[3] = -0.5
    let sparse = try HeatMap(map(values, width: 100))
    #expect(sparse.limit == 0.5)
    let picture = sparse.picture()
    let end = ColourScale.diverging.colour(of: -1)
    #expect(Array(picture.bytes[9..<12]) == [end.red, end.green, end.blue])
    #expect(
      try HeatMap(map([0, 0, 0, 0], width: 2)).picture().bytes == HeatMap(map([0], width: 1)).picture().bytes * 4)
    #expect(try HeatMap(map([.leastNonzeroMagnitude, 0], width: 2)).picture().bytes.count == 6)
  }

  @Test func overlaysMixImageAndMap() throws {
    let heat = try HeatMap(map([1, -1, 0, 0.5], width: 2))
    let image = try Image(ByteImage(width: 2, height: 2, channels: 1, bytes: [0, 80, 160, 255]))
    #expect(try heat.picture(over: image, opacity: 1) == heat.picture())
    #expect(try heat.picture(over: image, opacity: 0).bytes == [0, 0, 0, 80, 80, 80, 160, 160, 160, 255, 255, 255])
    let half = try heat.picture(over: image, opacity: 0.5)
    for (index, byte) in half.bytes.enumerated() {
      let parts = [Double(heat.picture().bytes[index]), [0, 80, 160, 255][index / 3]]
      #expect(Double(byte) == ((parts[0] + parts[1]) / 2).rounded())
    }
  }

  @Test func mapsWithoutSignUseTheOtherScale() throws {
    let heat = try HeatMap(map([0.25, 0.5, 1, 0], width: 2), clipping: 100)
    #expect(!heat.hasNegatives && heat.unsigned.picture() != heat.picture())
    let sizes = try HeatMap(map([0.25, 0.5, 1, 0], width: 2), channels: .largestMagnitude, clipping: 100)
    #expect(sizes == heat.unsigned)
  }

  @Test func badMapsAreRefused() throws {
    let good = map([1, 2, 3, 4], width: 2)
    let image = try Image(ByteImage(width: 1, height: 4, channels: 1, bytes: [0, 0, 0, 0]))
    let square = try Image(ByteImage(width: 2, height: 2, channels: 1, bytes: [0, 0, 0, 0]))
    #expect(fault { try HeatMap(map([1, .nan, 3, 4], width: 2)) }?.location == "row 0, column 1")
    #expect(fault { try HeatMap(map([1, 2, .infinity, 4], width: 2)) }?.kind == .notFinite)
    #expect(
      fault { try HeatMap(Tensor(shape: [2, 1, 2, 2], elements: .init(repeating: 1, count: 8))) }?.kind
        == .shapeMismatch)
    #expect(fault { try HeatMap(Tensor(shape: [4], elements: [1, 2, 3, 4])) }?.kind == .shapeMismatch)
    for percentile in [0, -1, 100.5, .nan] {
      #expect(fault { try HeatMap(good, clipping: percentile) }?.kind == .invalidArgument)
    }
    for opacity in [-0.1, 1.1, .nan] {
      #expect(fault { try HeatMap(good).picture(over: square, opacity: opacity) }?.kind == .invalidArgument)
    }
    #expect(fault { try HeatMap(good).picture(over: image) }?.kind == .shapeMismatch)
  }
}

extension [UInt8] {
  fileprivate static func * (bytes: [UInt8], count: Int) -> [UInt8] { Array((0..<count).map { _ in bytes }.joined()) }
}
