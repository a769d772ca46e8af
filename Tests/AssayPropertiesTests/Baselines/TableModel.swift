import AssayDatasets
import AssayImages
import AssayNetworks
import AssayProperties
import AssayTensor

/// A model that gives each of up to 256 one-pixel images its label, 0, or not, by a table.
struct TableModel: Classifier {
  var name = "table"
  let passes: [Bool]

  var inputShape: Shape { [1, 1, 1] }
  var classCount: Int { 2 }

  func logits(for images: Tensor) throws -> Logits {
    let rows = images.elements.map { passes[Int(($0 * 255).rounded())] ? [Float(1), 0] : [0, 1] }
    return Logits(Tensor(shape: [rows.count, 2], elements: rows.flatMap(\.self)))
  }

  /// One example for each entry of a table.
  static func data(_ count: Int, from start: Int = 0) throws -> Dataset {
    let images = try (start..<start + count).map { index in
      try Image(size: ImageSize(channels: 1, height: 1, width: 1), values: [Float(index) / 255])
    }
    return try Dataset(
      name: "numbers", images: images, labels: Array(repeating: 0, count: count), classNames: ["a", "b"])
  }
}
