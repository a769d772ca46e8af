import AssayBase
import AssayImages
import Foundation
import Testing

@Suite struct PNMTests {
  /// A file and the samples it must give.
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    var raster: [UInt8] = []
    let size: (width: Int, height: Int, channels: Int)
    let bytes: [UInt8]
    var testDescription: String { String(text.prefix(24)) }
    var data: Data { Data(text.utf8) + raster }
  }

  @Test(arguments: [
    Case(text: "P1 3 2\n0 1 0 110", size: (3, 2, 1), bytes: [255, 0, 255, 0, 0, 255]),
    Case(text: "P1#c\n#d\n2 1 # e\n1#f\n0", size: (2, 1, 1), bytes: [0, 255]),
    Case(text: "P2\n2 2\n3\n0 1\n2\t3\n", size: (2, 2, 1), bytes: [0, 85, 170, 255]),
    Case(text: "P2 1 1 65535 32896", size: (1, 1, 1), bytes: [128]),
    Case(text: "P3\n# colours\n1 2\n255\n1 2 3 4 5 6", size: (1, 2, 3), bytes: [1, 2, 3, 4, 5, 6]),
    Case(
      text: "P4\n10 2\n", raster: [0b1010_0000, 0b0100_0000, 0xFF, 0xFF], size: (10, 2, 1),
      bytes: [0, 255, 0, 255, 255, 255, 255, 255, 255, 0] + [UInt8](repeating: 0, count: 10)),
    Case(text: "P5\r\n2 1\r255\n", raster: [10, 35], size: (2, 1, 1), bytes: [10, 35]),
    Case(text: "P5 2 1 15 ", raster: [15, 1], size: (2, 1, 1), bytes: [255, 17]),
    Case(text: "P5 2 1 1000 ", raster: [3, 232, 1, 244], size: (2, 1, 1), bytes: [255, 128]),
    Case(text: "P6 1 1 255\n", raster: [1, 2, 3, 99], size: (1, 1, 3), bytes: [1, 2, 3]),
    Case(text: "P6 1 1 65535\n", raster: [255, 255, 0, 0, 1, 1], size: (1, 1, 3), bytes: [255, 0, 1]),
    Case(
      text: "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n", raster: [1, 2, 3, 4],
      size: (1, 1, 4), bytes: [1, 2, 3, 4]),
    Case(
      text: "P7\nDEPTH 2\n# c\nMAXVAL 1\nWIDTH 1\nHEIGHT 2\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n", raster: [1, 0, 0, 1],
      size: (1, 2, 4), bytes: [255, 255, 255, 0, 0, 0, 0, 255]),
    Case(
      text: "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 1\nMAXVAL 1\nTUPLTYPE BLACKANDWHITE\nENDHDR\n", raster: [1, 0],
      size: (2, 1, 1), bytes: [255, 0]),
  ]) func everyKindIsRead(_ example: Case) throws {
    let picture = try PNM.decode(example.data)
    #expect((picture.width, picture.height, picture.channels) == example.size)
    #expect(picture.bytes == example.bytes)
    #expect(try ImageFile.decode(example.data) == picture)
    #expect(
      try ImageFile.size(of: example.data)
        == ImageSize(channels: picture.channels, height: picture.height, width: picture.width))
    #expect(try PNM.decode(PNM.encode(picture)) == picture)
    #expect(try PNM.decode(example.data, alpha: .dropped).channels < 4)
  }

  @Test func bitmapsComeBack() throws {
    let bytes: [UInt8] = (0..<33).map { $0 % 3 == 0 ? 255 : 0 }
    let picture = try ByteImage(width: 11, height: 3, channels: 1, bytes: bytes)
    let data = try PNM.encode(picture, asBitmap: true)
    #expect(data.count == 8 + 6 && data.prefix(2) == Data("P4".utf8))
    #expect(try PNM.decode(data) == picture)
    for other in [try ByteImage(width: 1, height: 1, channels: 1, bytes: [7]), picture.convertedToRGB()] {
      #expect(fault { try PNM.encode(other, asBitmap: true) }?.kind == .invalidArgument)
    }
  }

  @Test(arguments: [
    ("P5 2 1 255\n\u{1}", "byte 11"), ("P5 2 x 255\n", "byte 5"), ("P5 0 1 255\n", "byte 3"), ("P5 2 1 0\n", "byte 7"),
    ("P5 2 1 65536\n", "byte 7"), ("P5 1 1 255", "byte 10"), ("P2 2 1 9 1 10", "byte 11"), ("P2 2 1 9 1 -", "byte 11"),
    ("P1 2 1 02", "byte 8"), ("P4 9 1 a", "byte 7"), ("P5 1 1 9 a", "byte 9"), ("P6", "byte 2"),
    ("P5 99999999999999999999 1 255\n", "byte 3"), ("P7\nWIDTH 1\nENDHDR\n", "byte 11"), ("P7\nSIZE 1\n", "byte 3"),
    ("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\nTUPLTYPE GRAYSCALE\nENDHDR\nabc", "byte 58"),
  ]) func faultsSayWhere(text: String, place: String) {
    let error = fault { try PNM.decode(Data(text.utf8)) }
    #expect(error?.kind == .malformedData && error?.location == place, "\(error as Any)")
  }

  /// A header alone must not claim memory, whatever the caller allows.
  @Test(arguments: ["P1", "P2", "P3", "P4", "P5", "P6"]) func claimsWithoutDataAreRefused(kind: String) {
    let data = Data("\(kind) 2147483647 2147483647 255\n0 0 0".utf8)
    #expect(fault { try PNM.decode(data) }?.kind == .limitExceeded)
    #expect(fault { try PNM.decode(data, pixelLimit: .max) }?.kind == .limitExceeded)
    let smaller = Data("\(kind) 1000000 1000000 255\n0 0 0".utf8)
    #expect(fault { try PNM.decode(smaller, pixelLimit: .max) }?.kind == .malformedData)
  }

  @Test func unknownSamplesAreUnsupported() {
    for (depth, tuple) in [(5, ""), (2, ""), (3, "TUPLTYPE XYZ\n")] {
      let text = "P7\nWIDTH 1\nHEIGHT 1\nDEPTH \(depth)\nMAXVAL 255\n\(tuple)ENDHDR\nabcdefgh"
      #expect(fault { try PNM.decode(Data(text.utf8)) }?.kind == .unsupported)
    }
  }
}
