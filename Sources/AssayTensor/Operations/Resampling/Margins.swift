/// Widths around an image, in pixels; negative ones crop.
public struct Margins: Sendable, Hashable, CustomStringConvertible {
  /// Above.
  public var top: Int
  /// Below.
  public var bottom: Int
  /// To the left.
  public var left: Int
  /// To the right.
  public var right: Int

  /// Makes margins.
  public init(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0) {
    (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
  }

  /// Makes margins of one width on all sides.
  public init(_ width: Int) { self.init(top: width, bottom: width, left: width, right: width) }

  /// What undoes them.
  var negated: Margins { Margins(top: -top, bottom: -bottom, left: -left, right: -right) }

  /// As "top 1, bottom 1, left 0, right 0".
  public var description: String { "top \(top), bottom \(bottom), left \(left), right \(right)" }
}
