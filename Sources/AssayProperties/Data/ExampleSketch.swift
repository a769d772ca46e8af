import AssayBase
import AssayDatasets
import AssayImages

/// What is kept of an example so that it can be compared with all others.
struct ExampleSketch: Sendable {
  let label: Int
  /// The digest of its pixels: equal for equal ones.
  let content: SHA256
  /// The grey image in 16 × 16 or fewer means of areas; `nil` where all values are the same, or some are no pixels.
  var thumbnail: [Float]?
  let least: Float
  let most: Float
  /// Whether all values are 0 or 1.
  let isBinary: Bool
  /// Whether all values are numbers in [0, 1].
  let isValid: Bool

  private static let side = 16

  init(_ example: Example) {
    let image = example.image
    label = example.label
    content = Dataset.content(of: image)
    var (least, most, isBinary, isValid) = (Float.infinity, -Float.infinity, true, true)
    image.values.withUnsafeBufferPointer { values in
      var place = 0
      while place < values.count {
        let value = values[place]
        if value < least { least = value }
        if value > most { most = value }
        if value != 0, value != 1 { isBinary = false }
        if !(value >= 0 && value <= 1) { isValid = false }
        place += 1
      }
    }
    (self.least, self.most, self.isBinary, self.isValid) = (least, most, isBinary, isValid)
    thumbnail = isValid && least < most ? Self.thumbnail(of: image) : nil
  }

  /// The number of values of every thumbnail of images of a size.
  static func thumbnailCount(of size: ImageSize) -> Int { min(side, size.height) * min(side, size.width) }

  private static func thumbnail(of image: Image) -> [Float] {
    let size = image.size
    let (rows, columns) = (min(side, size.height), min(side, size.width))
    var sums = [Float](repeating: 0, count: rows * columns)
    var counts = [Float](repeating: 0, count: rows * columns)
    let cells = (0..<size.width).map { $0 * columns / size.width }
    image.values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        counts.withUnsafeMutableBufferPointer { counts in
          var place = 0
          for _ in 0..<size.channels {
            for row in 0..<size.height {
              let line = row * rows / size.height * columns
              var column = 0
              while column < size.width {
                sums[line + cells[column]] += values[place]
                counts[line + cells[column]] += 1
                place += 1
                column += 1
              }
            }
          }
        }
      }
    }
    return zip(sums, counts).map { $0 / $1 }
  }
}
