import AssayBase
import AssayDatasets
import AssayImages
import AssayTensor

/// Examples that show again what an earlier one, or one of another data set, shows already.
struct SimilarExamples {
  /// An example and the one that it repeats.
  struct Pair: Sendable {
    let example: Example
    let earlier: Example
    /// The correlation of their pixels; 1 for equal ones.
    let correlation: Double
    let isExact: Bool
  }

  private let data: Dataset
  private let others: Dataset
  private let sketch: DatasetSketch
  /// Whether both are one data set, so that an example is compared with those before it alone.
  private let isWithin: Bool
  /// The least correlation of near duplicates; `nil` for exact ones alone.
  private let similarity: Double?

  /// By how much the correlation of thumbnails may be lower than that of the images: those below are not looked at.
  private static let slack: Float = 0.02
  private static let blockRows = 256

  /// Compares a data set with itself.
  init(within data: Dataset, similarity: Double?, _ examination: DataExamination) throws {
    self.data = data
    others = data
    sketch = try DatasetSketch([data], examination.progress)
    isWithin = true
    self.similarity = similarity
  }

  /// Compares the examples of a data set with those of another.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when their images differ in size.
  init(of data: Dataset, in others: Dataset, similarity: Double?, _ examination: DataExamination) throws {
    self.data = data
    self.others = others
    sketch = try DatasetSketch([data, others], examination.progress)
    isWithin = false
    self.similarity = similarity
  }

  private var sketches: [ExampleSketch] { sketch.sketches[0] }
  private var otherSketches: [ExampleSketch] { sketch.sketches[sketch.sketches.count - 1] }

  /// For each example that repeats one that `counts`, the first that it repeats exactly, or the most similar one.
  func pairs(where counts: (_ label: Int, _ otherLabel: Int) -> Bool = { _, _ in true }) throws -> [Pair] {
    var found: [Int: Pair] = [:]
    try findExact(counts, &found)
    if let similarity { try findNear(similarity, counts, &found) }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  private func findExact(_ counts: (Int, Int) -> Bool, _ found: inout [Int: Pair]) throws {
    let (sketches, otherSketches) = (sketches, otherSketches)
    var known: [SHA256: [Int]] = [:]
    for (index, sketch) in otherSketches.enumerated() { known[sketch.content, default: []].append(index) }
    for (index, sketch) in sketches.enumerated() {
      for other in known[sketch.content] ?? [] where !isWithin || other < index {
        guard counts(sketch.label, otherSketches[other].label) else { continue }
        let (example, earlier) = (try data.example(at: index), try others.example(at: other))
        found[index] = Pair(example: example, earlier: earlier, correlation: 1, isExact: true)
        break
      }
    }
  }

  /// Thumbnails are compared all with all by matrix products; only pairs that agree there are compared in full.
  private func findNear(_ similarity: Double, _ counts: (Int, Int) -> Bool, _ found: inout [Int: Pair]) throws {
    let (sketches, otherSketches) = (sketches, otherSketches)
    let columns = otherSketches.indices.filter { otherSketches[$0].thumbnail != nil }
    guard !columns.isEmpty else { return }
    let width = ExampleSketch.thumbnailCount(of: data.imageSize)
    let right = Tensor(
      shape: [columns.count, width], elements: columns.flatMap { otherSketches[$0].thumbnail ?? [] })
    let rows = sketches.indices.filter { sketches[$0].thumbnail != nil && found[$0] == nil }
    let least = Float(similarity) - Self.slack
    for start in stride(from: 0, to: rows.count, by: Self.blockRows) {
      let block = Array(rows[start..<min(rows.count, start + Self.blockRows)])
      let left = Tensor(shape: [block.count, width], elements: block.flatMap { sketches[$0].thumbnail ?? [] })
      let products = Tensor.product(left, right, transposingRight: true).elements
      for (row, index) in block.enumerated() {
        let candidates = Self.candidates(products, row: row, count: columns.count, atLeast: least).filter {
          (!isWithin || columns[$0.column] < index)
            && counts(sketches[index].label, otherSketches[columns[$0.column]].label)
        }
        guard !candidates.isEmpty else { continue }
        let example = try data.example(at: index)
        for candidate in candidates.sorted(by: { ($0.value, $1.column) > ($1.value, $0.column) }) {
          let other = try others.example(at: columns[candidate.column])
          let correlation = sketch.correlation(example.image, other.image)
          guard correlation >= similarity else { continue }
          found[index] = Pair(example: example, earlier: other, correlation: correlation, isExact: false)
          break
        }
      }
    }
  }

  private static func candidates(
    _ products: [Float], row: Int, count: Int, atLeast least: Float
  ) -> [(column: Int, value: Float)] {
    var found: [(column: Int, value: Float)] = []
    products.withUnsafeBufferPointer { products in
      var column = 0
      while column < count {
        let value = products[row * count + column]
        if value >= least { found.append((column, value)) }
        column += 1
      }
    }
    return found
  }

  /// The findings: each example that repeats another is a failure.
  func findings(_ pairs: [Pair], _ verb: String) -> DataFindings {
    let exact = pairs.count(where: \.isExact)
    var lines: [String] = []
    if !pairs.isEmpty {
      lines.append("\(pairs.count) of \(data.count) examples \(verb): \(exact) exactly, \(pairs.count - exact) nearly")
      lines += pairs.prefix(DataFindings.shownExamples).map(describe)
      if pairs.count > DataFindings.shownExamples {
        lines.append("and \(pairs.count - DataFindings.shownExamples) more")
      }
    }
    var findings = DataFindings(cases: data.count, failures: pairs.count, lines: lines)
    findings.panels = pairs.prefix(2).flatMap { pair in
      [
        DataFindings.panel(
          pair.example, of: data, [pair.isExact ? "the same pixels" : "correlation \(Self.rounded(pair.correlation))"]),
        DataFindings.panel(pair.earlier, of: others),
      ].compactMap(\.self)
    }
    return findings
  }

  private func describe(_ pair: Pair) -> String {
    let (name, other) = (data.classNames[pair.example.label], others.classNames[pair.earlier.label])
    let place = isWithin ? "" : "\(others.name) "
    let kind = pair.isExact ? "is" : "is nearly"
    let figure = pair.isExact ? "" : ", correlation \(Self.rounded(pair.correlation))"
    return "#\(pair.example.index) (\(name)) \(kind) \(place)#\(pair.earlier.index) (\(other))\(figure)"
  }

  private static func rounded(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }
}
