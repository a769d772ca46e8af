/// Collects the layers of a ``Sequential``.
@resultBuilder
public enum SequentialBuilder {
  /// One layer.
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  /// The layers of a chain, one by one.
  public static func buildExpression(_ chain: Sequential) -> [any Layer] { chain.layers }
  /// Several layers.
  public static func buildBlock(_ layers: [any Layer]...) -> [any Layer] { layers.flatMap { $0 } }
  /// Layers in a loop.
  public static func buildArray(_ layers: [[any Layer]]) -> [any Layer] { layers.flatMap { $0 } }
  /// Layers under a condition.
  public static func buildOptional(_ layers: [any Layer]?) -> [any Layer] { layers ?? [] }
  /// Layers of the first branch.
  public static func buildEither(first layers: [any Layer]) -> [any Layer] { layers }
  /// Layers of the second branch.
  public static func buildEither(second layers: [any Layer]) -> [any Layer] { layers }
}
