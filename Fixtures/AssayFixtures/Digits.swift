import AssayBase
import AssayDatasets
import AssayImages
import Foundation

/// Handwritten digits of 8×8 pixels in ten classes, part of the program: 1437 for training and 360 for testing.
///
/// E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998, CC BY
/// 4.0. The images are 8-bit: a pixel k of 0...16 became round(255·k/16) / 255, so that a PNG holds them exactly. An
/// example's `sourceRow` is its row in the original file, from 0.
public enum Digits {
  /// All 1797 digits in the order of the file.
  public static let all: Dataset = trusted { try parse(EmbeddedFile.data("optdigits.csv")) }

  /// The 1437 digits for training, in the order of the file.
  public static let train: Dataset = trusted {
    let held = Set(testRows)
    return try all.subset((0..<all.count).filter { !held.contains($0) }, name: "digits/train")
  }

  /// The 360 digits for testing, in the order of the file.
  public static let test: Dataset = trusted { try all.subset(testRows, name: "digits/test") }

  private static let side = 8
  private static let levels = 16

  /// The rows for testing: spread irregularly over the file, so they are listed.
  private static let testRows: [Int] = trusted {
    let text = String(decoding: try EmbeddedFile.data("digits-test-rows.txt"), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    return lines.flatMap { $0.split(separator: " ").compactMap { Int($0) } }
  }

  /// Reads rows of 64 pixels and a label.
  static func parse(_ data: Data) throws -> Dataset {
    let size = ImageSize(channels: 1, height: side, width: side)
    let grey = (0...levels).map { Float((255 * $0 * 2 + levels) / (2 * levels)) / 255 }
    var images: [Image] = []
    var labels: [Int] = []
    for (row, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
      let numbers = try numbers(in: line, row: row)
      guard numbers.count == size.count + 1, numbers.dropLast().allSatisfy({ $0 <= levels }) else {
        throw AssayError(
          .malformedData, "a row is no digit", expected: "64 pixels up to 16 and a label",
          found: "\(numbers.count) numbers up to \(numbers.max() ?? 0)", at: "optdigits.csv, row \(row)")
      }
      images.append(try Image(size: size, values: numbers.dropLast().map { grey[$0] }))
      labels.append(numbers[size.count])
    }
    return try Dataset(name: "digits", images: images, labels: labels, classNames: (0...9).map { "\($0)" })
  }

  private static func numbers(in line: Data, row: Int) throws -> [Int] {
    var numbers: [Int] = []
    var value = 0
    for byte in line {
      switch byte {
      case UInt8(ascii: ","):
        numbers.append(value)
        value = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9") where value < 1000:
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      default:
        throw AssayError(
          .malformedData, "a row holds no whole numbers", found: "byte 0x" + String(byte, radix: 16),
          at: "optdigits.csv, row \(row)")
      }
    }
    return numbers + [value]
  }

  /// The value of `body`, which depends on the program's own data alone.
  private static func trusted<Value>(_ body: () throws -> Value) -> Value {
    do {
      return try body()
    } catch {
      // The data are compiled in and covered by tests, so this is a fault of the build and not of any input.
      preconditionFailure("the embedded digits are damaged: \(error)")
    }
  }
}
