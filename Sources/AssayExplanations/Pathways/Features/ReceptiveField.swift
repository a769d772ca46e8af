import AssayNetworks
import AssayTensor

/// The pixels of the image that a place of a layer can depend on.
struct ReceptiveField: Equatable {
  /// The first row and column that the first place sees, which may lie outside; the extents; the steps between places.
  private var rows: Axis
  private var columns: Axis

  private struct Axis: Equatable {
    var first = 0
    var extent = 1
    var step = 1

    /// What a window of places of this axis sees.
    func windowed(_ size: Int, stride: Int, padding: Int, dilation: Int) -> Axis {
      Axis(first: first - padding * step, extent: extent + (size - 1) * dilation * step, step: step * stride)
    }

    /// What two ways to the same places see together.
    func joined(with other: Axis) -> Axis {
      let start = min(first, other.first)
      return Axis(
        first: start, extent: max(first + extent, other.first + other.extent) - start, step: max(step, other.step))
    }

    func range(_ place: Int, of size: Int) -> Range<Int> {
      let start = first + place * step
      let lower = min(max(0, start), size - 1)
      return lower..<min(max(lower + 1, start + extent), size)
    }
  }

  private init(rows: Axis, columns: Axis) { (self.rows, self.columns) = (rows, columns) }

  /// A single pixel.
  private static let pixel = ReceptiveField(rows: Axis(), columns: Axis())

  /// What the places of a value see; nil where they see the whole image, as dense layers do.
  ///
  /// The factors of squeeze-and-excitation, which see everything, do not count.
  static func of(_ value: PlanValue, in graph: NetworkGraph) -> ReceptiveField? {
    var fields: [PlanValue: ReceptiveField?] = [graph.input: .pixel]
    for node in graph.nodes {
      let inputs = node.followed.map { fields[$0] ?? nil }
      fields[node.output] = .some(Self.seen(by: node, inputs))
    }
    return fields[value] ?? nil
  }

  private static func seen(by node: GraphNode, _ inputs: [ReceptiveField?]) -> ReceptiveField? {
    let known = inputs.compactMap { $0 }
    guard known.count == inputs.count, let first = known.first else { return nil }
    switch node.operation {
    case .convolution(let weight, _, let geometry):
      return first.windowed(
        (weight.shape[2], weight.shape[3]), stride: geometry.stride, padding: geometry.padding,
        dilation: geometry.dilation)
    case .maxPool(let geometry), .averagePool(let geometry, _):
      return first.windowed(geometry.kernel, stride: geometry.stride, padding: geometry.padding, dilation: (1, 1))
    case .affine, .activation, .scaleChannels: return first
    case .add, .concatenate: return known.dropFirst().reduce(first) { $0.joined(with: $1) }
    case .linear, .flatten, .layer, .function: return nil
    }
  }

  private func windowed(
    _ size: (height: Int, width: Int), stride: (height: Int, width: Int), padding: (height: Int, width: Int),
    dilation: (height: Int, width: Int)
  ) -> ReceptiveField {
    ReceptiveField(
      rows: rows.windowed(size.height, stride: stride.height, padding: padding.height, dilation: dilation.height),
      columns: columns.windowed(size.width, stride: stride.width, padding: padding.width, dilation: dilation.width))
  }

  private func joined(with other: ReceptiveField) -> ReceptiveField {
    ReceptiveField(rows: rows.joined(with: other.rows), columns: columns.joined(with: other.columns))
  }

  /// The rows and columns of an image C×H×W that a place sees, at least one of each.
  func patch(row: Int, column: Int, in image: Shape) -> (rows: Range<Int>, columns: Range<Int>) {
    (rows.range(row, of: image[1]), columns.range(column, of: image[2]))
  }
}
