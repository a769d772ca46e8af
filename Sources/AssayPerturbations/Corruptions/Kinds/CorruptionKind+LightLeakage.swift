import AssayBase
import AssayImages

extension CorruptionKind {
  /// Light that enters from the side: x + a·exp(−d²/2s²), d the distance from a random point of the border.
  ///
  /// a from 0.15 to 0.75, s a third of the longer side.
  public static let lightLeakage = CorruptionKind("light-leakage") { image, level, key in
    let strengths = [0.15, 0.3, 0.45, 0.6, 0.75]
    let strength = level.constant(small: strengths, large: strengths)
    let (height, width) = (image.size.height, image.size.width)
    var stream = RandomStream(key)
    // The border laid out as one line: top, bottom, left, right.
    var place = stream.unit() * Double(2 * (height + width))
    var (row, column) = (0.0, 0.0)
    switch place {
    case ..<Double(width): column = place
    case ..<Double(2 * width): (row, column) = (Double(height - 1), place - Double(width))
    default:
      place -= Double(2 * width)
      (row, column) = place < Double(height) ? (place, 0) : (place - Double(height), Double(width - 1))
    }
    let spread = Double(max(height, width)) / 3
    let glow = (0..<(height * width)).map { pixel in
      let (y, x) = (Double(pixel / width) - row, Double(pixel % width) - column)
      return Float(strength * Elementary.exp(-(y * y + x * x) / (2 * spread * spread)))
    }
    return image.corrupted(with: Array(repeatElement(glow, count: image.size.channels).joined())) { $0 + $1 }
  }
}
