import AssayBase
import AssayDatasets
import AssayImages

/// The sketches of all examples of one or two data sets, and what their images have in common.
///
/// What all images share, such as the round field of an eye, says nothing on whether two of them are one: images are
/// compared by how they differ from the mean of all.
struct DatasetSketch: Sendable {
  /// The sketches of each data set, in order; their thumbnails are less the mean one and their own mean, of length 1.
  let sketches: [[ExampleSketch]]
  /// The mean of all images; zeros where they are too few for what they share to be told from what they are.
  private let mean: [Float]

  private static let fewest = 32
  private static let batch = 64

  /// Reads all examples once.
  ///
  /// - Throws: What reading an example throws, and `AssayError(.shapeMismatch)` for images of different sizes.
  init(_ datasets: [Dataset], _ progress: @Sendable (String) -> Void) throws {
    let size = datasets[0].imageSize
    if let other = datasets.first(where: { $0.imageSize != size }) {
      throw AssayError(
        .shapeMismatch, "the images of two data sets differ in size", expected: "\(other.imageSize)", found: "\(size)",
        at: datasets[0].name)
    }
    var sum = [Double](repeating: 0, count: size.count)
    var all: [[ExampleSketch]] = []
    for data in datasets {
      var sketches: [ExampleSketch] = []
      for start in stride(from: 0, to: data.count, by: Self.batch) {
        let end = min(data.count, start + Self.batch)
        let read = try WorkerPool.map(end - start) { row in
          let example = try data.example(at: start + row)
          return (ExampleSketch(example), example.image)
        }
        sketches += read.map(\.0)
        for (sketch, image) in read where sketch.isValid { Self.add(image.values, to: &sum) }
        progress("\(end) of \(data.count) examples of \(data.name) read")
      }
      all.append(sketches)
    }
    let count = all.joined().count(where: \.isValid)
    mean = count < Self.fewest ? sum.map { _ in 0 } : sum.map { Float($0 / Double(count)) }
    self.sketches = Self.centred(all, thumbnailCount: ExampleSketch.thumbnailCount(of: size))
  }

  private static func add(_ values: [Float], to sum: inout [Double]) {
    sum.withUnsafeMutableBufferPointer { sum in
      values.withUnsafeBufferPointer { values in
        var place = 0
        while place < values.count {
          sum[place] += Double(values[place])
          place += 1
        }
      }
    }
  }

  private static func centred(_ all: [[ExampleSketch]], thumbnailCount: Int) -> [[ExampleSketch]] {
    let thumbnails = all.joined().compactMap(\.thumbnail)
    var mean = [Double](repeating: 0, count: thumbnailCount)
    if thumbnails.count >= fewest {
      for thumbnail in thumbnails { add(thumbnail, to: &mean) }
      mean = mean.map { $0 / Double(thumbnails.count) }
    }
    let shared = mean.map { Float($0) }
    return all.map { sketches in
      sketches.map { sketch in
        var sketch = sketch
        sketch.thumbnail = sketch.thumbnail.flatMap { unit(zip($0, shared).map { $0 - $1 }) }
        return sketch
      }
    }
  }

  /// Values less their mean, of length 1; `nil` where they hardly differ.
  private static func unit(_ values: [Float]) -> [Float]? {
    let mean = values.reduce(0, +) / Float(values.count)
    let centred = values.map { $0 - mean }
    let length = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 1e-4 ? centred.map { $0 / length } : nil
  }

  /// The correlation of how two images differ from the mean of all; 0 where one of them does not.
  func correlation(_ first: Image, _ second: Image) -> Double {
    let count = Double(mean.count)
    var (a, b, aa, bb, ab) = (0.0, 0.0, 0.0, 0.0, 0.0)
    first.values.withUnsafeBufferPointer { first in
      second.values.withUnsafeBufferPointer { second in
        mean.withUnsafeBufferPointer { mean in
          var place = 0
          while place < mean.count {
            let (x, y) = (Double(first[place] - mean[place]), Double(second[place] - mean[place]))
            a += x
            b += y
            aa += x * x
            bb += y * y
            ab += x * y
            place += 1
          }
        }
      }
    }
    let (own, other) = (aa - a * a / count, bb - b * b / count)
    return own > 1e-9 && other > 1e-9 ? (ab - a * b / count) / (own * other).squareRoot() : 0
  }
}
