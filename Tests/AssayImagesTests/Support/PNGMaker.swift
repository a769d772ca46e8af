import AssayBase
import CZlib
import Foundation

@testable import AssayImages

/// Writes PNG files of every kind and depth from samples, with a random filter for each row: what the reader must undo.
struct PNGMaker {
  let width: Int
  let height: Int
  let depth: Int
  let kind: PNGHeader.Kind
  let isInterlaced: Bool

  /// The pass of each pixel of an 8 × 8 block: PNG Specification, section 8.1.
  private static let adam7: [[Int]] = [
    [1, 6, 4, 6, 2, 6, 4, 6], [7, 7, 7, 7, 7, 7, 7, 7], [5, 6, 5, 6, 5, 6, 5, 6], [7, 7, 7, 7, 7, 7, 7, 7],
    [3, 6, 4, 6, 3, 6, 4, 6], [7, 7, 7, 7, 7, 7, 7, 7], [5, 6, 5, 6, 5, 6, 5, 6], [7, 7, 7, 7, 7, 7, 7, 7],
  ]

  private var pixelBytes: Int { kind.channels * (depth == 16 ? 2 : 1) }

  /// Random samples: a byte each, two at depth 16.
  func samples(_ stream: inout RandomStream) -> [UInt8] {
    let largest = depth < 8 ? (1 << depth) - 1 : 255
    return (0..<(width * height * pixelBytes)).map { _ in UInt8(stream.integer(in: 0...largest)) }
  }

  /// The file of `samples`, with `extra` chunks before the pixels.
  func file(_ samples: [UInt8], extra: [(String, [UInt8])] = [], _ stream: inout RandomStream) -> Data {
    var raw: [UInt8] = []
    for pass in isInterlaced ? Array(1...7) : [0] {
      var previous: [UInt8]?
      for row in 0..<height {
        let columns = (0..<width).filter { pass == 0 || Self.adam7[row % 8][$0 % 8] == pass }
        guard !columns.isEmpty else { continue }
        let line = packed(columns.map { (row * width + $0) * pixelBytes }, of: samples)
        let filter = PNGFilter.allCases[stream.integer(in: 0...4)]
        var target = [UInt8](repeating: 0, count: line.count)
        let above = previous ?? [UInt8](repeating: 0, count: line.count)
        let step = max(1, kind.channels * depth / 8)
        _ = filter.apply(to: line, previous: above, count: line.count, step: step, into: &target)
        raw += [filter.rawValue] + target
        previous = line
      }
    }
    var length = compressBound(uLong(raw.count))
    var zipped = [UInt8](repeating: 0, count: Int(length))
    _ = compress2(&zipped, &length, raw, uLong(raw.count), 6)
    let header = word(width) + word(height) + [UInt8(depth), kind.rawValue, 0, 0, isInterlaced ? 1 : 0]
    let half = Int(length) / 2
    let pixels = [("IDAT", Array(zipped[..<half])), ("IDAT", Array(zipped[half..<Int(length)]))]
    let chunks = [("IHDR", header)] + extra + pixels + [("IEND", [])]
    return Data(PNGFile.signature + chunks.flatMap(chunk))
  }

  /// The bytes of a row of the pixels at `places`.
  private func packed(_ places: [Int], of samples: [UInt8]) -> [UInt8] {
    guard depth < 8 else { return places.flatMap { samples[$0..<($0 + pixelBytes)] } }
    var line = [UInt8](repeating: 0, count: (places.count * depth + 7) / 8)
    for (index, place) in places.enumerated() {
      line[index * depth / 8] |= samples[place] << UInt8(8 - depth - index * depth % 8)
    }
    return line
  }

  private func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }

  private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return word(data.count) + body + word(Int(body.withUnsafeBytes(PNGChunk.checksum)))
  }
}
