/// Orders of places by their values.
enum PixelOrder {
  /// The places from the largest value to the smallest; of equal ones the first comes first.
  static func descending(_ values: [Double]) -> [Int] {
    values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
  }

  /// The places from the smallest value to the largest; of equal ones the first comes first.
  static func ascending(_ values: [Double]) -> [Int] {
    values.indices.sorted { values[$0] != values[$1] ? values[$0] < values[$1] : $0 < $1 }
  }
}
