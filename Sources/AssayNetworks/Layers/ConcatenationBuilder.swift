/// Collects the branches of a ``Concatenation``.
@resultBuilder
public enum ConcatenationBuilder {
  /// A branch of one layer.
  public static func buildExpression(_ layer: any Layer) -> [Sequential] { [Sequential([layer])] }
  /// A branch of several layers; without any it passes the input on.
  public static func buildExpression(_ branch: Sequential) -> [Sequential] { [branch] }
  /// Several branches.
  public static func buildBlock(_ branches: [Sequential]...) -> [Sequential] { branches.flatMap { $0 } }
  /// Branches in a loop.
  public static func buildArray(_ branches: [[Sequential]]) -> [Sequential] { branches.flatMap { $0 } }
  /// Branches under a condition.
  public static func buildOptional(_ branches: [Sequential]?) -> [Sequential] { branches ?? [] }
  /// Branches of the first case.
  public static func buildEither(first branches: [Sequential]) -> [Sequential] { branches }
  /// Branches of the second case.
  public static func buildEither(second branches: [Sequential]) -> [Sequential] { branches }
}
