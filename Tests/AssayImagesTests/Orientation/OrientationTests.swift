import AssayBase
import AssayImages
import Foundation
import Testing

@Suite struct OrientationTests {
  /// The pictures of a 3 × 2 original as each orientation stores it: the letters of EXIF's own drawings.
  private static let stored: [(ImageOrientation, width: Int, [UInt8])] = [
    (.upright, 3, [1, 2, 3, 4, 5, 6]), (.mirrored, 3, [3, 2, 1, 6, 5, 4]), (.upsideDown, 3, [6, 5, 4, 3, 2, 1]),
    (.flipped, 3, [4, 5, 6, 1, 2, 3]), (.transposed, 2, [1, 4, 2, 5, 3, 6]), (.turnedLeft, 2, [3, 6, 2, 5, 1, 4]),
    (.transverse, 2, [6, 3, 5, 2, 4, 1]), (.turnedRight, 2, [4, 1, 5, 2, 6, 3]),
  ]

  @Test func everyOrientationIsUndone() throws {
    let upright = try ByteImage(width: 3, height: 2, channels: 1, bytes: [1, 2, 3, 4, 5, 6])
    for (orientation, width, bytes) in Self.stored {
      let picture = try ByteImage(width: width, height: 6 / width, channels: 1, bytes: bytes)
      #expect(picture.oriented(by: orientation) == upright, "\(orientation)")
      #expect(picture.convertedToRGB().oriented(by: orientation) == upright.convertedToRGB(), "\(orientation)")
      #expect(orientation.swapsExtents == (width == 2))
    }
  }

  @Test func exifBlocksAreReadInBothByteOrders() {
    for value in 1...8 {
      let little: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, UInt8(value), 0, 0, 0]
      let big: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(value), 0, 0]
      for block in [little, big] {
        #expect(block.withUnsafeBytes { ImageOrientation(exif: $0) }.rawValue == value)
      }
    }
  }

  @Test func damagedBlocksSayNothing() {
    let block: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 255, 255, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
    for count in 0..<block.count {
      #expect(block.prefix(count).withUnsafeBytes { ImageOrientation(exif: $0) } == .upright)
    }
    var stream = RandomStream(RandomKey(seed: 7))
    for _ in 0..<2000 {
      var bytes = block
      for _ in 0..<2 { bytes[stream.integer(in: 0...(bytes.count - 1))] = UInt8(stream.integer(in: 0...255)) }
      _ = bytes.withUnsafeBytes { ImageOrientation(exif: $0) }
    }
  }

  /// A PNG file may carry an eXIf chunk, before or behind its pixels.
  @Test func orientationOfPNGIsAppliedOnRequest() throws {
    var stream = RandomStream(RandomKey(seed: 8))
    let exif: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
    let maker = PNGMaker(width: 2, height: 3, depth: 8, kind: .gray, isInterlaced: false)
    let data = maker.file([3, 6, 2, 5, 1, 4], extra: [("eXIf", exif)], &stream)
    #expect(try ImageFile.orientation(of: data) == .turnedLeft)
    #expect(try ImageFile.decode(data).bytes == [3, 6, 2, 5, 1, 4])
    let options = ImageFileOptions(appliesOrientation: true)
    #expect(try ImageFile.decode(data, options: options).bytes == [1, 2, 3, 4, 5, 6])
    #expect(try ImageFile.size(of: data, options: options) == ImageSize(channels: 1, height: 2, width: 3))
    #expect(try ImageFile.size(of: data) == ImageSize(channels: 1, height: 3, width: 2))
  }
}
