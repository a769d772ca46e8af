/// Columns chosen one at a time by how much the squared error falls or rises, by sweeping the matrix of products.
///
/// The sweep operator turns the products of all columns and the outcome into those of what the columns chosen so far leave
/// unexplained (Goodnight, "A Tutorial on the SWEEP Operator", The American Statistician 33, 1979): a step costs the square
/// of the number of columns instead of a regression for each of them. Of equally good columns the first is taken.
package struct StepwiseSelection {
  private var entries: [Double]
  private let diagonal: [Double]
  private let width: Int
  private var chosen: [Bool]

  /// The share of a column that must be left unexplained by others, so that it says something of its own.
  private static let independence = 1e-10

  package init(_ design: WeightedDesign) {
    let (gram, moments) = (design.gram, design.moments)
    width = design.width
    let side = width + 1
    var entries = [Double](repeating: 0, count: side * side)
    for row in 0..<width {
      for column in 0..<width { entries[row * side + column] = gram[row, column] }
      entries[row * side + width] = moments[row]
      entries[width * side + row] = moments[row]
    }
    entries[width * side + width] = design.spread
    self.entries = entries
    diagonal = (0..<width).map { gram[$0, $0] }
    chosen = Array(repeating: false, count: width)
  }

  /// `count` columns, the one that explains most first, then the one that explains most of the rest.
  package static func forward(_ design: WeightedDesign, count: Int) -> [Int] {
    var selection = StepwiseSelection(design)
    return (0..<min(count, design.width)).map { _ in selection.takeBest() }
  }

  /// `count` columns, left over when the one whose loss costs least is taken out again and again; ascending.
  package static func backward(_ design: WeightedDesign, count: Int) -> [Int] {
    var selection = StepwiseSelection(design)
    // Columns that those before them explain wholly cost nothing, so they are the first to go.
    for column in 0..<design.width where selection.isIndependent(column) { selection.sweep(column) }
    var kept = Set(0..<design.width)
    let dependent = (0..<design.width).filter { !selection.chosen[$0] }
    for column in dependent where kept.count > count { kept.remove(column) }
    while kept.count > count { kept.remove(selection.dropWorst()) }
    return kept.sorted()
  }

  private mutating func takeBest() -> Int {
    var (best, most) = (0, -1.0)
    for column in 0..<width where !chosen[column] {
      let gain = isIndependent(column) ? self[column, width] * self[column, width] / self[column, column] : 0
      if gain > most { (best, most) = (column, gain) }
    }
    if isIndependent(best) { sweep(best) } else { chosen[best] = true }
    return best
  }

  private mutating func dropWorst() -> Int {
    var (worst, least) = (0, Double.infinity)
    for column in 0..<width where chosen[column] {
      let loss = self[column, width] * self[column, width] / -self[column, column]
      if loss < least { (worst, least) = (column, loss) }
    }
    sweep(worst)
    return worst
  }

  private func isIndependent(_ column: Int) -> Bool {
    diagonal[column] > 0 && self[column, column] > Self.independence * diagonal[column]
  }

  private subscript(row: Int, column: Int) -> Double { entries[row * (width + 1) + column] }

  /// Takes a column in, or out again: the sign of its diagonal entry says which, and is turned.
  private mutating func sweep(_ pivot: Int) {
    let side = width + 1
    let scale = self[pivot, pivot]
    let line = Array(entries[pivot * side..<(pivot + 1) * side])
    entries.withUnsafeMutableBufferPointer { entries in
      for row in 0..<side where row != pivot {
        let factor = line[row] / scale
        for column in 0..<side where column != pivot { entries[row * side + column] -= factor * line[column] }
      }
      let sign = chosen[pivot] ? -1.0 : 1
      for index in 0..<side where index != pivot {
        entries[pivot * side + index] = sign * line[index] / scale
        entries[index * side + pivot] = sign * line[index] / scale
      }
      entries[pivot * side + pivot] = -1 / scale
    }
    chosen[pivot].toggle()
  }
}
