import AssayBase
import Foundation

extension CounterexamplePicture.Panel {
  /// Makes the panel of a signed difference, strengthened by `amplification`, with its changed pixels outlined.
  ///
  /// Gray images: white is no change, red is brighter, blue is darker. Colour images: mid-gray is no change, and each
  /// channel is lighter or darker than that as it grew or shrank. The caption counts the changed pixels and names the
  /// largest change, in steps of 1/255 where both images are on the 8-bit grid.
  ///
  /// - Throws: `AssayError` when the sizes differ, the channels are not 1, 3 or 4, or `amplification` is not positive.
  public init(differenceFrom original: Image, to attacked: Image, amplification: Int = 16) throws {
    guard amplification > 0 else {
      throw AssayError(
        .invalidArgument, "a difference cannot be strengthened by this", expected: "a positive factor",
        found: "\(amplification)", at: "amplification")
    }
    let largest = try attacked.linfDistance(to: original)
    let size = original.size
    let plane = size.height * size.width
    let change = zip(attacked.values, original.values).map { ($0 - $1) * Float(amplification) }
    let bytes: [UInt8]
    switch size.channels {
    case 1: bytes = change.flatMap(Self.diverging)
    case 3, 4:
      // The alpha of a picture is no colour: it is left out here, and counted below.
      bytes = (0..<plane).flatMap { pixel in
        (0..<3).map { UInt8(min(max(128 + change[$0 * plane + pixel] * 255, 0), 255).rounded()) }
      }
    default:
      throw AssayError(
        .unsupported, "an image of this many channels cannot be shown", expected: "1, 3 or 4",
        found: "\(size.channels)")
    }
    let picture = try ByteImage(width: size.width, height: size.height, channels: 3, bytes: bytes)
    self.init(name: "difference ×\(amplification)", picture: picture)
    marks = (0..<plane).map { pixel in
      (0..<size.channels).contains { original.values[$0 * plane + pixel] != attacked.values[$0 * plane + pixel] }
    }
    let count = marks.count { $0 }
    let isOnGrid = original.isOnByteGrid && attacked.isOnByteGrid
    let step =
      isOnGrid
      ? "\(Int((largest * 255).rounded()))/255"
      : String(format: "%.4f", Double(largest))
    caption = [
      size.channels == 1 ? "red +, blue −" : "gray: no change",
      "\(count) of \(plane) changed", "largest \(step)",
    ]
  }

  /// From white to a full red at 1 and a full blue at -1.
  private static func diverging(_ change: Float) -> [UInt8] {
    let share = min(abs(change), 1)
    let end: [Float] = change > 0 ? [190, 20, 40] : [20, 80, 180]
    return end.map { UInt8((255 + ($0 - 255) * share).rounded()) }
  }
}
