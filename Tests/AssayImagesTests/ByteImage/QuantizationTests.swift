import AssayBase
import Testing

@testable import AssayImages

struct QuantizationTests {
  @Test func everyByteComesBack() throws {
    for channels in [1, 3, 4] {
      let bytes = (0..<(256 * channels)).map { UInt8(($0 * 7) & 255) }
      let picture = try ByteImage(width: 32, height: 8, channels: channels, bytes: bytes)
      let image = Image(picture)
      #expect(image.isOnByteGrid)
      #expect(image.quantized() == image)
      #expect(try ByteImage(image) == picture)
      for (row, column, channel) in [(0, 0, 0), (7, 31, channels - 1), (3, 5, 0)] {
        #expect(image[channel, row, column] == Float(picture[row, column, channel]) / 255)
      }
    }
  }

  @Test func gridValuesAreFloatQuotients() throws {
    // Built-in digits: sixteen levels rounded to bytes.
    for level in 0...16 {
      let value = (255 * Float(level) / 16).rounded() / 255
      let image = try Image(size: ImageSize(channels: 1, height: 1, width: 1), values: [value])
      #expect(image.isOnByteGrid && image.quantized() == image)
    }
  }

  @Test func halvesGoUpAndNeighboursDoNot() throws {
    let values: [Float] = [0.5, Float(0.5).nextDown, 0, 1, Float.leastNonzeroMagnitude, 0.1]
    let image = try Image(size: ImageSize(channels: 1, height: 1, width: 6), values: values)
    #expect(try ByteImage(image).bytes == [128, 127, 0, 255, 0, 26])
    #expect(!image.isOnByteGrid)
    #expect(image.quantized().isOnByteGrid)
  }

  @Test func quantisingMovesNothingFar() throws {
    var stream = RandomStream(RandomKey(seed: 11))
    let size = ImageSize(channels: 3, height: 20, width: 30)
    let image = try Image(size: size, values: (0..<size.count).map { _ in stream.uniform(0, 1) })
    #expect(try image.quantized().linfDistance(to: image) <= 0.5 / 255 + 1e-7)
  }

  @Test func wrongShapesAreRefused() throws {
    #expect(fault { try ByteImage(width: 0, height: 1, channels: 1, bytes: []) }?.kind == .invalidArgument)
    #expect(fault { try ByteImage(width: 1, height: 1, channels: 2, bytes: [1, 2]) }?.kind == .unsupported)
    #expect(fault { try ByteImage(width: 2, height: 1, channels: 1, bytes: [1]) }?.kind == .shapeMismatch)
    #expect(fault { try ByteImage(width: .max, height: 3, channels: 4, bytes: [1]) }?.kind == .shapeMismatch)
    let odd = try Image(size: ImageSize(channels: 2, height: 1, width: 1), values: [0, 1])
    #expect(fault { try ByteImage(odd) }?.kind == .unsupported)
  }

  @Test func alphaIsBlendedOntoWhite() throws {
    let picture = try ByteImage(width: 3, height: 1, channels: 4, bytes: [9, 8, 7, 255, 9, 8, 7, 0, 0, 100, 255, 128])
    #expect(picture.flattened(over: [255, 255, 255]).bytes == [9, 8, 7, 255, 255, 255, 127, 177, 255])
    #expect(picture.droppingAlpha().bytes == [9, 8, 7, 9, 8, 7, 0, 100, 255])
  }
}
