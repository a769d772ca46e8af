/// What an attack spent on an example.
package struct AttackWork: Sendable, Equatable {
  package var iterations = 0
  package var gradients = 0
  package var queries = 0

  /// Nothing spent yet.
  package init() {}

  static func += (total: inout AttackWork, part: AttackWork) {
    total.iterations += part.iterations
    total.gradients += part.gradients
    total.queries += part.queries
  }
}
